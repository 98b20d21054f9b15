import { APP_VERSION } from '#main/base/app-version.ts';

/** What `--version` prints, for whoever counts versions. */
export const VERSION_LINE = `Afterword ${APP_VERSION}\n`;

/** What `--help` prints. Each command explains its own words by the same switch behind it. */
export const HELP = `${VERSION_LINE}
Usage: afterword [SWITCH…]

In place of starting:
  --doctor                 looks at everything between here and LCM
  --print-settings         each setting, its value and where it comes from
  --check-settings FILE    what is wrong in a file of settings
  --diagnostics FILE       saves one zip for support
  --update-ready           whether Afterword can be ended and replaced now
  --erase-contact          what is kept of a contact; with --yes erases it
  --version, --help

At a start:
  --connect                connects Afterword to an unknown LCM
  --hidden                 starts in the tray
  --callid ID --account LCM_KEY [--call-type TYPE] [--contact NAME] [--zone ZONE]
                           a call, like a link afterword://…
  --port N, --data-dir FOLDER
                           only in the browser: its port on 127.0.0.1, and where its data lie

docs/admin.md tells the rest.
`;
