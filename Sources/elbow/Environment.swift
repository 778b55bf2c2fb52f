import Glibc
import Preferences

/// How many processors may be used.
func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// An environment variable that is read.
enum EnvironmentVariable: String, CaseIterable {
  case term = "TERM"
  case colorTerm = "COLORTERM"
  case noColor = "NO_COLOR"
  case localeOfAll = "LC_ALL"
  case localeOfCharacters = "LC_CTYPE"
  case locale = "LANG"
  case remoteShell = "SSH_CONNECTION"
  case descriptions = "TERMINFO"
  case home = "HOME"
  case configurationHome = "XDG_CONFIG_HOME"

  /// What it decides, for the manual.
  var meaning: String {
    switch self {
    case .term: "What the terminal is called. Under dumb nothing has colours."
    case .colorTerm:
      "Under truecolor or 24bit all colours are used, unless --color or the configuration says otherwise."
    case .noColor:
      "Where it is not empty, nothing has colours, unless --color or the configuration says otherwise."
    case .localeOfAll, .localeOfCharacters, .locale:
      "The first of LC_ALL, LC_CTYPE and LANG that is not empty is the locale. Under one without UTF-8 all is drawn in ASCII."
    case .remoteShell:
      "Where it is set, at most 10 frames a second are drawn instead of 30, unless the configuration says otherwise, and so few that they come to 10 KB a second."
    case .descriptions: "Where descriptions of terminals are, besides the usual directories."
    case .home: "What ~/ stands for in the names of files, that of the configuration among them."
    case .configurationHome:
      "Where elbow/config.toml and elbow/themes are, if it is an absolute path; ~/.config otherwise."
    }
  }
}

/// Those environment variables that decide how the terminal is used.
func terminalEnvironment() -> [String: String] {
  var result: [String: String] = [:]
  for variable in EnvironmentVariable.allCases {
    if let value = getenv(variable.rawValue) { result[variable.rawValue] = String(cString: value) }
  }
  return result
}

/// What a person wrote down about the program.
func personalFiles() -> PersonalFiles { PersonalFiles(environment: terminalEnvironment()) }

/// Seconds from some fixed moment, never going back.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Whether a descriptor is a terminal.
func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
