/** Lines rows up in columns, two spaces apart; every column but the last is padded. Colours take no room. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((widest, row) => {
    return Array.from({ length: Math.max(widest.length, row.length) }, (_, column) =>
      Math.max(widest[column] ?? 0, widthOf(row[column] ?? '')),
    );
  }, []);
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(text: string): number {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001B\[\d+m/g, '').length;
}
