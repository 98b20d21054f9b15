/** The template by which Group Policy offers every setting: an ADMX file, and its English words as an ADML file. */
import { settingKind, type SettingKind } from '#main/settings/setting-kind.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { SETTINGS } from '#main/settings/settings-tree.ts';
import { POLICY_KEY } from '#main/site/registry-policy.ts';

const SECTIONS = [
  {
    name: 'locked',
    words: 'Locked settings',
    why: 'What is set here holds on the machine. Neither the user nor the environment can change it.',
  },
  {
    name: 'defaults',
    words: 'Default settings',
    why: 'What is set here holds unless the user’s own settings say otherwise.',
  },
] as const;

/** The longest text that a policy may hold, in characters. */
const LONGEST = 1_048_576;

interface Policy {
  readonly id: string;
  readonly path: string;
  readonly section: (typeof SECTIONS)[number];
  /** The group at the top, such as `lcm`. */
  readonly group: string;
  readonly key: string;
  readonly valueName: string;
  readonly kind: SettingKind;
  readonly standard: unknown;
}

function policies(): Policy[] {
  const defaults = settingsSchema.parse({});
  return SECTIONS.flatMap((section) =>
    [...SETTINGS].map(([path, schema]) => {
      const names = path.split('.');
      const standard = names.reduce<unknown>((value, name) => Reflect.get(value as object, name), defaults);
      return {
        id: [section.name, ...names].join('_'),
        path,
        section,
        group: names[0] ?? '',
        key: [POLICY_KEY, section.name, ...names.slice(0, -1)].join('\\'),
        valueName: names.at(-1) ?? '',
        kind: settingKind(schema),
        standard,
      };
    }),
  );
}

/** The file for `PolicyDefinitions`. Source: Microsoft, "ADMX Syntax" and the schema of PolicyDefinitions. */
export function admx(): string {
  const all = policies();
  const categories = SECTIONS.flatMap(({ name }) => [
    `    <category name="${name}" displayName="$(string.${name})" explainText="$(string.${name}_why)"><parentCategory ref="afterword" /></category>`,
    ...groups(all).map(
      (group) =>
        `    <category name="${name}_${group}" displayName="$(string.group_${group})"><parentCategory ref="${name}" /></category>`,
    ),
  ]);
  return lines(
    '<?xml version="1.0" encoding="utf-8"?>',
    '<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">',
    '  <policyNamespaces>',
    '    <target prefix="afterword" namespace="Afterword.Policies" />',
    '  </policyNamespaces>',
    '  <resources minRequiredRevision="1.0" />',
    '  <supportedOn>',
    '    <definitions>',
    '      <definition name="any" displayName="$(string.supported)" />',
    '    </definitions>',
    '  </supportedOn>',
    '  <categories>',
    '    <category name="afterword" displayName="$(string.afterword)" />',
    ...categories,
    '  </categories>',
    '  <policies>',
    ...all.map(asPolicy),
    '  </policies>',
    '</policyDefinitions>',
  );
}

/** The English words of the template, for `PolicyDefinitions\en-US`. */
export function adml(): string {
  const all = policies();
  const strings: [id: string, words: string][] = [
    ['afterword', 'Afterword'],
    ['supported', 'Afterword on Windows 10 and later'],
    ...SECTIONS.flatMap(({ name, words, why }): [string, string][] => [
      [name, words],
      [`${name}_why`, why],
    ]),
    ...groups(all).map((group): [string, string] => [`group_${group}`, group]),
    ...all.flatMap((policy): [string, string][] => [
      [policy.id, policy.path],
      [`${policy.id}_why`, explanation(policy)],
      ...choices(policy).map((value): [string, string] => [itemId(policy, value), String(value)]),
    ]),
  ];
  return lines(
    '<?xml version="1.0" encoding="utf-8"?>',
    '<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">',
    '  <displayName>Afterword</displayName>',
    '  <description>The settings of Afterword</description>',
    '  <resources>',
    '    <stringTable>',
    ...strings.map(([id, words]) => `      <string id="${id}">${escaped(words)}</string>`),
    '    </stringTable>',
    '    <presentationTable>',
    ...all.flatMap(asPresentation),
    '    </presentationTable>',
    '  </resources>',
    '</policyDefinitionResources>',
  );
}

const groups = (all: readonly Policy[]): string[] => [...new Set(all.map(({ group }) => group))];
const choices = ({ kind }: Policy): readonly (string | number)[] =>
  kind.kind === 'choice' ? kind.values : [];
const itemId = ({ id }: Policy, value: string | number): string =>
  `${id}_is_${String(value).replaceAll(/\W/g, '_')}`;

function asPolicy(policy: Policy): string {
  const { id, section, group, key, valueName, kind } = policy;
  const isSwitch = kind.kind === 'switch';
  const value = isSwitch ? ` valueName="${valueName}"` : ` presentation="$(presentation.${id})"`;
  return lines(
    `    <policy name="${id}" class="Both" displayName="$(string.${id})" explainText="$(string.${id}_why)" key="${key}"${value}>`,
    `      <parentCategory ref="${section.name}_${group}" />`,
    '      <supportedOn ref="any" />',
    ...(isSwitch
      ? [
          '      <enabledValue><decimal value="1" /></enabledValue>',
          '      <disabledValue><decimal value="0" /></disabledValue>',
        ]
      : [`      <elements>${asElement(policy)}</elements>`]),
    '    </policy>',
  ).trimEnd();
}

function asElement(policy: Policy): string {
  const { key, valueName, kind } = policy;
  const named = `id="value" valueName="${valueName}" required="true"`;
  switch (kind.kind) {
    case 'number':
      return `<decimal ${named} minValue="${String(kind.least)}" maxValue="${String(kind.most)}" />`;
    case 'text':
      return `<text ${named} maxLength="${String(LONGEST)}" />`;
    case 'choice': {
      const items = kind.values.map((value) => {
        const written =
          typeof value === 'number'
            ? `<decimal value="${String(value)}" />`
            : `<string>${escaped(value)}</string>`;
        return `<item displayName="$(string.${itemId(policy, value)})"><value>${written}</value></item>`;
      });
      return `<enum ${named}>${items.join('')}</enum>`;
    }
    case 'texts':
      return `<list id="value" key="${key}\\${valueName}" explicitValue="true" />`;
    default:
      return `<multiText ${named} maxLength="${String(LONGEST)}" />`;
  }
}

function asPresentation({ id, path, kind, standard }: Policy): string[] {
  const words = escaped(path);
  const control = {
    switch: '',
    number: `<decimalTextBox refId="value" defaultValue="${String(standard)}" spin="false">${words}</decimalTextBox>`,
    text: `<textBox refId="value"><label>${words}</label></textBox>`,
    choice: `<dropdownList refId="value" noSort="true">${words}</dropdownList>`,
    texts: `<listBox refId="value">${words}</listBox>`,
    json: `<multiTextBox refId="value">${words} (JSON)</multiTextBox>`,
  }[kind.kind];
  return control === '' ? [] : [`      <presentation id="${id}">${control}</presentation>`];
}

function explanation({ path, section, kind, standard }: Policy): string {
  const how = {
    switch: 'Enabled: yes. Disabled: no.',
    number: 'A number.',
    text: 'A text.',
    choice: 'One of the choices.',
    texts: 'A name and a text for each entry.',
    json: 'As JSON, as in settings.json.',
  }[kind.kind];
  return `The setting ${path}. ${how} Afterword’s own default: ${JSON.stringify(standard)}. ${section.why}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
