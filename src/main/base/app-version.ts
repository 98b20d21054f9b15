import packageFile from '../../../package.json' with { type: 'json' };

/** The version of this Afterword, such as `1.2.3`. */
export const APP_VERSION = packageFile.version;
