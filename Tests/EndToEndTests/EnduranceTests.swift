import CellGrid
import Glibc
import TestSupport
import Testing

@Suite("The explorer for hours")
struct EnduranceTests {
  /// What a process holds.
  private struct Holding {
    let descriptors: Int
    let threads: Int
    let residentMegabytes: Int

    init(of process: pid_t) {
      descriptors = names(in: "/proc/\(process)/fd").count
      threads = names(in: "/proc/\(process)/task").count
      residentMegabytes = residentKilobytes(of: process) / 1024
    }
  }

  @Test("Descriptors, threads and memory do not grow with runs, branches, studies and data that come and go")
  func cycles() throws {
    let terminal = try Program.explorer()
    let process = try #require(terminal.process)
    terminal.type(">>>>>")
    var begun = Holding(of: process)
    for cycle in 0..<240 {
      // A run that plays, a branch beside it that comes and goes, a study that is begun and given up, a start anew.
      terminal.type(" bbScEEEE r")
      // Other data in its place, and these again.
      if cycle % 8 == 0 {
        for (name, column, size) in [
          ("galaxies", "velocity_km_s", "galaxies 82x1"), ("faithful", "eruptions", "faithful 272x2"),
        ] {
          terminal.type("o\(name)\r")
          try #require(terminal.waitForText(column), "cycle \(cycle)")
          terminal.type("\r")
          try #require(terminal.waitForText(size), "cycle \(cycle)")
        }
      }
      // Once help has come and gone, all that was typed before it has been taken in.
      terminal.type("?")
      try #require(terminal.waitForText("find:"), "cycle \(cycle)")
      terminal.type("\u{1B}")
      try #require(terminal.wait { !$0.screen.text.contains("find:") }, "cycle \(cycle)")
      if cycle == 40 { begun = Holding(of: process) }
    }
    // Threads that have nothing to do any more take a while to go.
    #expect(
      terminal.wait { _ in Holding(of: process).threads <= begun.threads + 4 }, "\(Holding(of: process))")
    let end = Holding(of: process)
    #expect(end.descriptors == begun.descriptors)
    #expect(end.residentMegabytes < begun.residentMegabytes + 40, "\(begun) became \(end)")
    terminal.type("\u{3}")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test(
    "Once nothing moves, a lab writes nothing and takes no processor time",
    arguments: [
      ["faithful"], ["--lab", "vi"], ["iris", "--lab", "vae"], ["murray", "--lab", "diffusion"],
      ["murray", "--lab", "ladder"],
    ])
  func rest(arguments: [String]) throws {
    let terminal = try PseudoTerminal(
      running: Program.path, arguments: arguments, environment: Program.environment, size: Size(100, 30))
    #expect(terminal.wait { $0.screen.text.contains("elbow") })
    terminal.type(".")
    let process = try #require(terminal.process)
    // What a lab works out at its beginning takes its time; then there is a while in which nothing at all happens.
    var rested = false
    for _ in 0..<60 where !rested {
      let before = (terminal.transcript.count, processorTicks(of: process))
      _ = terminal.wait(seconds: 1.5) { _ in false }
      rested = (terminal.transcript.count, processorTicks(of: process)) == before
    }
    #expect(rested)
    terminal.type("\u{3}")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test(
    "A process that was stopped and goes on shows the screen and answers, paused or in the middle of a run")
  func stopped() throws {
    for keys in ["", ">>>>> "] {
      let terminal = try Program.explorer()
      terminal.type(keys)
      for _ in 0..<3 {
        terminal.signal(SIGSTOP)
        _ = terminal.wait(seconds: 0.4) { _ in false }
        terminal.signal(SIGCONT)
        _ = terminal.wait(seconds: 0.1) { _ in false }
      }
      terminal.type("?")
      #expect(terminal.waitForText("find:"))
      terminal.type("\u{1B}")
      #expect(terminal.waitForText("faithful 272x2") && terminal.waitForText("Settings"))
      terminal.type("\u{3}")
      #expect(terminal.waitForExit() == .exited(code: 0))
    }
  }
}
