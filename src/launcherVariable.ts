/** Names the launcher to the command line that it starts, which installs it into git hooks. */
export const launcherVariable = 'PLUMBLINE_LAUNCHER';
