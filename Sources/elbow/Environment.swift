import Glibc

/// How many processors may be used.
func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// Those environment variables that decide how the terminal is used.
func terminalEnvironment() -> [String: String] {
  var result: [String: String] = [:]
  for name in [
    "TERM", "COLORTERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "SSH_CONNECTION", "TERM_PROGRAM",
  ] {
    if let value = getenv(name) { result[name] = String(cString: value) }
  }
  return result
}

/// Seconds from some fixed moment, never going back.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Whether a descriptor is a terminal.
func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
