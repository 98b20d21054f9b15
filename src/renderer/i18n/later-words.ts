/**
 * The English words of the screens that are opened later. Such a screen imports this file; what the window shows first
 * does without it, and so starts sooner. Every other language is loaded whole.
 */
import { i18n } from './i18n.ts';
import reasons from '#shared/reasons/locales/en-later.json';
import later from './locales/en-later.json';

i18n.global.mergeLocaleMessage('en', later);
i18n.global.mergeLocaleMessage('en', reasons);
