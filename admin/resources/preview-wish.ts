import { z } from 'zod';
import { MESSAGE_TYPES } from '../../src/common/config/message-types.js';

/** A template to show, as it stands in the address of its frame. */
export const previewWish = z.strictObject({
  type: z.enum(MESSAGE_TYPES),
  locale: z.enum(['ar', 'en']),
  message_id: z.uuid().optional(),
});
