import { invalidPattern } from './invalid-pattern';

/** `*` stands for any text; `\*` and `\\` are the characters themselves. */
export function compileWildcard(pattern: string): (value: unknown) => boolean {
  let source = '';
  let lastWasStar = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === '*' && lastWasStar) throw invalidPattern('Consecutive wildcard characters at pos ' + index);
    lastWasStar = character === '*';
    if (character === '*') {
      source += '[^]*';
    } else if (character === '\\') {
      const next = pattern.charAt(++index);
      if (next !== '*' && next !== '\\') throw invalidPattern('Invalid escape character at pos ' + index);
      source += escaped(next);
    } else {
      source += escaped(character);
    }
  }
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/, String.raw`\$&`);
}
