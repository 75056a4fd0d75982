import { CodedError } from '../../shared/errors.ts';

/** A `DOCUMENT_DOCX_INVALID` error. */
export function invalidDocx(message: string, cause?: unknown): CodedError {
  return new CodedError('DOCUMENT_DOCX_INVALID', message, cause === undefined ? {} : { cause });
}
