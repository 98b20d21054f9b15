/** Who answers for a release, as its packages name them. */
interface Publisher {
  /** `Name <address>`, to whom also faults of security are told. */
  readonly maintainer: string;
  readonly homepage: string;
}

/** Nobody: addresses of this top-level domain never exist. Source: RFC 2606. */
const NOBODY: Publisher = {
  maintainer: 'The Afterword team <team@afterword.invalid>',
  homepage: 'https://afterword.invalid',
};

/**
 * Reads from the environment who publishes what is built: `AFTERWORD_MAINTAINER` and `AFTERWORD_HOMEPAGE`.
 *
 * @throws Error if one of them is not of that form
 */
export function publisher(env: NodeJS.ProcessEnv): Publisher {
  const maintainer = env['AFTERWORD_MAINTAINER'] || NOBODY.maintainer;
  if (!/^[^<>\n]+ <[^<>\s@]+@[^<>\s@]+>$/.test(maintainer))
    throw new Error(`AFTERWORD_MAINTAINER is “Name <address>”, and not “${maintainer}”`);
  const homepage = env['AFTERWORD_HOMEPAGE'] || NOBODY.homepage;
  if (!/^https:\/\/\S+$/.test(homepage))
    throw new Error(`AFTERWORD_HOMEPAGE is an https address, and not “${homepage}”`);
  return { maintainer, homepage };
}
