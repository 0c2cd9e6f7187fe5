/** Lines rows up in columns, two spaces apart; every column but the last is padded. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((widest, row) => {
    return Array.from({ length: Math.max(widest.length, row.length) }, (_, column) =>
      Math.max(widest[column] ?? 0, row[column]?.length ?? 0),
    );
  }, []);
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
