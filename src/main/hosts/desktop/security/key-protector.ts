import { fileKeyProtector, type KeyProtector } from '#main/database/key-file.ts';

/**
 * The part of Electron's `safeStorage` that is used. The calls are the synchronous ones, since older Electrons that
 * the app supports lack the asynchronous ones.
 */
export interface KeyStore {
  isEncryptionAvailable(): boolean;
  /** Linux only. */
  getSelectedStorageBackend(): string;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

/** `basic_text` encrypts with a password that is the same on every machine. */
const NO_KEY_STORE: readonly string[] = ['basic_text', 'unknown'];

/**
 * Protects the key with the operating system's key store: Keychain, DPAPI, or Secret Service and KWallet on Linux.
 * Without a key store, the key is a file that only this user may read, and `strength` says so.
 * Source: Electron, safeStorage.
 *
 * @param store Electron's `safeStorage`, once the app is ready
 */
export function systemKeyProtector(store: KeyStore, platform: NodeJS.Platform): KeyProtector {
  if (!store.isEncryptionAvailable()) return fileKeyProtector;
  if (platform === 'linux' && NO_KEY_STORE.includes(store.getSelectedStorageBackend()))
    return fileKeyProtector;
  return {
    strength: 'os',
    wrap: (key) => store.encryptString(key.toString('base64')),
    unwrap: (wrapped) => Buffer.from(store.decryptString(wrapped), 'base64'),
  };
}
