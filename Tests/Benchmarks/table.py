"""Figures in columns, and whether they meet their aim."""


def heading(text):
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def print_table(columns, rows):
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[index]) for row in [columns, *rows]) for index in range(len(columns))]
    for row in [columns, *rows]:
        first, rest = row[0].ljust(widths[0]), [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join([first, *rest]).rstrip())


def percentile(values, share):
    """The value that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def verdict(is_met):
    return "met" if is_met else "MISSED"
