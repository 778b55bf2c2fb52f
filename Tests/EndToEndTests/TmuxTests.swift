import Glibc
import TestSupport
import Testing

@Suite("The explorer in tmux")
struct TmuxTests {
  @Test(
    "A session of typing, resizing and quitting leaves the shell's own screen",
    .enabled(if: TmuxTests.isInstalled, "tmux is not installed"))
  func scenario() throws {
    let folder = try TemporaryFolder()
    let tmux = Tmux(socket: folder.path + "/socket")
    defer { tmux.run(["kill-server"]) }
    try tmux.start("\(Program.path) --color=256; echo ended $?; sleep 60", columns: 100, rows: 30)
    #expect(tmux.waitFor("faithful 272x2"))
    tmux.run(["send-keys", "-t", "e", "Space"])
    #expect(tmux.waitFor("CONVERGED"))
    #expect(tmux.alternateIsOn)
    tmux.run(["resize-window", "-t", "e", "-x", "60", "-y", "18"])
    #expect(tmux.waitFor("= -1130.264  CONVERGED"), "\(tmux.screen)")
    tmux.run(["send-keys", "-t", "e", "Tab"])
    #expect(tmux.waitFor("Log-likelihood"))
    tmux.run(["resize-window", "-t", "e", "-x", "100", "-y", "30"])
    #expect(tmux.waitFor("Settings"))
    tmux.run(["send-keys", "-t", "e", "C-c"])
    #expect(tmux.waitFor("ended 0"))
    #expect(!tmux.alternateIsOn)
  }

  static var isInstalled: Bool { access("/usr/bin/tmux", X_OK) == 0 }
}

/// A tmux server of its own.
private struct Tmux {
  let socket: String

  func start(_ command: String, columns: Int, rows: Int) throws {
    let result = run([
      "new-session", "-d", "-s", "e", "-x", String(columns), "-y", String(rows), command,
    ])
    if result.code != 0 { throw TemporaryFolder.Refused(path: "tmux", code: result.code) }
  }

  @discardableResult
  func run(_ arguments: [String]) -> (code: Int32, output: String) {
    let result = try? Program.run(["-f", "/dev/null", "-S", socket] + arguments, path: "/usr/bin/tmux")
    return (result?.code ?? -1, result?.output ?? "")
  }

  var screen: String { run(["capture-pane", "-p", "-t", "e"]).output }

  var alternateIsOn: Bool {
    run(["display-message", "-p", "-t", "e", "#{alternate_on}"]).output.hasPrefix("1")
  }

  /// Whether `text` comes on the screen within ten seconds.
  func waitFor(_ text: String) -> Bool {
    for _ in 0..<200 {
      if screen.contains(text) { return true }
      usleep(50_000)
    }
    return false
  }
}
