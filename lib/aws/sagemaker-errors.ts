/**
 * SageMaker answers busy, missing, present already and invalid with one code, ValidationException; only the beginning
 * of the message tells them apart. This file is the one place that looks at it.
 */
export function classifySageMakerError(error: unknown): 'busy' | 'missing' | 'exists' | 'other' {
  if (!(error instanceof Error) || error.name !== 'ValidationException') return 'other';
  if (error.message.startsWith('Cannot update in-progress endpoint')) return 'busy';
  if (error.message.startsWith('Could not find')) return 'missing';
  if (/^ModelPackage \S+ does not exist/.test(error.message)) return 'missing';
  if (error.message.startsWith('Cannot create already existing')) return 'exists';
  return 'other';
}

/** The answer, or `undefined` where SageMaker says that there is no such thing. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (classifySageMakerError(error) === 'missing') return undefined;
    throw error;
  }
}

/** Whether a call was taken; a busy endpoint is a normal answer, everything else is thrown. */
export async function acceptedOrBusy(call: Promise<unknown>): Promise<'accepted' | 'busy'> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (classifySageMakerError(error) === 'busy') return 'busy';
    throw error;
  }
}
