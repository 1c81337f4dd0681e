StormBenchmark.run()
