import CellGrid
import Glibc
import TestSupport
import Testing

@Suite("The explorer in a terminal")
struct ExplorerInATerminalTests {
  @Test("Old Faithful opens; half-steps, play, back and quit do what they say")
  func firstMinute() throws {
    let terminal = try Program.explorer()
    #expect(terminal.screen.text.contains("faithful 272x2"))
    #expect(terminal.screen.text.contains("At the start"))
    terminal.type("e")
    #expect(terminal.waitForText("E-step 0"))
    terminal.type("m")
    #expect(terminal.waitForText("M-step 1"))
    #expect(terminal.screen.text.contains("≥"))
    terminal.type(" ")
    #expect(terminal.waitForText("CONVERGED"))
    #expect(terminal.screen.text.contains("= -1130.264"))
    terminal.type(",")
    #expect(terminal.waitForText("PAUSED"))
    terminal.type("q")
    #expect(terminal.waitForText("Quit without saving"))
    terminal.type("y")
    #expect(terminal.waitForExit() == .exited(code: 0))
    #expect(!terminal.screen.isAlternate && terminal.screen.showsCursor)
  }

  @Test("A film plays to its end and is drawn, though nothing else moves")
  func film() throws {
    let terminal = try Program.explorer(["faithful", "--lab", "diffusion"])
    // Once EM has found its mixture, and the film is made, nobody speaks any more.
    _ = terminal.wait(seconds: 3) { _ in false }
    terminal.type("t")
    #expect(terminal.waitForText(">t 200<"))
    terminal.type("q")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test(
    "Over a line that is shared, a lab in training sends no more than the line takes, and keys are answered")
  func slowLine() throws {
    let terminal = try Program.explorer(
      ["eight-gaussians", "--lab", "diffusion"], environment: ["SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"])
    terminal.type(">>>> ")
    #expect(terminal.waitForText("TRAIN"))
    _ = terminal.wait(seconds: 1) { _ in false }
    let (sent, seconds) = (terminal.transcript.count, 4.0)
    _ = terminal.wait(seconds: seconds) { _ in false }
    let frames = terminal.transcript.count - sent
    #expect(frames > 500, "it moves")
    // One frame more than the line takes in that time may be under way.
    #expect(Double(frames) < 10_000 * seconds + 10_000)
    terminal.type(" ")
    #expect(terminal.waitForText("PAUSED"))
    terminal.type("q")
    #expect(terminal.waitForText("Quit without saving"))
    terminal.type("y")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("What a person does is logged, and replayed it shows the same screens; a log never replaces a file")
  func keyLog() throws {
    let folder = try TemporaryFolder()
    let log = folder.path + "/a.keys"
    let terminal = try Program.explorer(["faithful", "--log-keys", log, "--theme", "dark"])
    // Typed faster than answers come.
    terminal.type("em>>> ")
    #expect(terminal.waitForText("CONVERGED"))
    terminal.type("[[")
    #expect(terminal.waitForText("PAUSED"))
    var shown: [String] = []
    for key in ["l", "g", "z", "z", "[", "e", "b", ".", "w", "Home"] {
      terminal.type(key == "Home" ? "\u{1B}[H" : key)
      _ = terminal.wait(seconds: 0.3) { _ in false }
      shown.append(terminal.screen.text)
    }
    terminal.type("q")
    #expect(terminal.waitForText("Quit without saving"))
    #expect(folder.read("a.keys").contains("key m"), "it is written as it goes")
    terminal.type("y")
    #expect(terminal.waitForExit() == .exited(code: 0))
    let replayed = try Program.run(["replay", log])
    #expect(replayed.code == 0, "\(replayed.error)")
    let frames = replayed.output.split(separator: "--- ").map { frame in
      frame.split(separator: "\n").dropFirst().map(trimmedRight).joined(separator: "\n")
    }
    for (index, screen) in shown.enumerated() {
      #expect(frames.contains(screen) as Bool, "screen \(index):\n\(screen)\n\(folder.read("a.keys"))")
    }

    let again = try PseudoTerminal(
      running: Program.path, arguments: ["faithful", "--log-keys", log], environment: Program.environment,
      size: Size(80, 24))
    #expect(again.waitForExit() == .exited(code: 73))
    #expect(again.screen.text.contains("what is there is kept"))
  }

  @Test("Ctrl-Z gives the terminal back, and going on brings the picture back")
  func suspension() throws {
    let terminal = try Program.shell()
    terminal.type("\(Program.path)\r")
    #expect(terminal.waitForText("At the start"))
    terminal.type("\u{1A}")
    #expect(
      terminal.wait { !$0.screen.isAlternate && $0.screen.showsCursor && $0.screen.text.contains("Stopped") })
    terminal.type("stty -a | grep -c -- ' echo '\r")
    #expect(terminal.waitForText("1\n"))
    terminal.type("fg\r")
    #expect(terminal.wait { $0.screen.isAlternate && $0.screen.text.contains("faithful 272x2") })
    terminal.type("e")
    #expect(terminal.waitForText("E-step 0"))
    terminal.type("\u{3}")
    // The shell reads again only once it has said so: what is typed before may be flushed with the old modes.
    #expect(
      terminal.wait {
        !$0.screen.isAlternate && $0.screen.lines.last { !$0.isEmpty }?.hasPrefix("ready>") == true
      })
    terminal.type("exit\r")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("A storm of resizes during a run leaves a whole picture, from 1x1 to 300x100")
  func resizeStorm() throws {
    let terminal = try Program.explorer()
    terminal.type(" ")
    let sizes = [
      Size(1, 1), Size(300, 100), Size(2, 50), Size(80, 24), Size(40, 12), Size(300, 1), Size(7, 7),
      Size(24, 7),
      Size(60, 18), Size(160, 50),
    ]
    for round in 0..<40 {
      terminal.resize(to: sizes[(round * 7 + round / 3) % sizes.count])
      terminal.pump(milliseconds: 3)
    }
    terminal.resize(to: Size(100, 30))
    #expect(
      terminal.wait { $0.screen.text.contains("faithful 272x2") && $0.screen.text.contains("Settings") })
    #expect(terminal.waitForText("CONVERGED"))
    terminal.type("\u{3}")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("Without colour there is no colour, and under locale C nothing but ASCII")
  func plainTerminals() throws {
    let mono = try Program.explorer(environment: ["NO_COLOR": "1"])
    mono.type("..")
    #expect(mono.waitForText("it 2 E"))
    let text = String(decoding: mono.transcript, as: UTF8.self)
    for sequence in ["[38;", "[48;", "[31m", "[32m", "[33m", "[34m", "[36m"] {
      #expect(!text.contains(sequence))
    }
    mono.type("\u{3}")
    #expect(mono.waitForExit() == .exited(code: 0))

    let ascii = try Program.explorer(environment: ["LANG": "C"])
    ascii.type("..")
    #expect(ascii.waitForText("it 2 E"))
    #expect(ascii.transcript.allSatisfy { $0 < 0x80 })
    #expect(ascii.screen.text.contains("+=[Data and components]"))
    ascii.type("\u{3}")
    #expect(ascii.waitForExit() == .exited(code: 0))
  }

  @Test("A file opens from inside, with a preview, and a wrong name is told in the dialog")
  func openInside() throws {
    let terminal = try Program.explorer()
    terminal.type("onothing-there\r")
    #expect(terminal.waitForText("there is no built-in"))
    terminal.type("\u{15}iris\r")
    #expect(terminal.waitForText("sepal_length"))
    terminal.type("\r")
    #expect(terminal.waitForText("iris 150x4"))
    terminal.type("\u{3}")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("A saved run opens again where it was, with its history")
  func savedRun() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    let terminal = try Program.explorer()
    terminal.type("...s\u{15}\(path)\r")
    #expect(terminal.waitForText("saved \(path)".prefix(40).description))
    terminal.type("q")
    #expect(terminal.waitForExit() == .exited(code: 0))

    let again = try PseudoTerminal(
      running: Program.path, arguments: [path], environment: Program.environment, size: Size(100, 30))
    #expect(again.waitForText("PAUSED it 3 E"))
    #expect(again.screen.text.contains("= -1130.275"))
    again.send(Array("\u{1B}[H".utf8))
    #expect(again.waitForText("At the start"))
    again.send(Array("\u{1B}[F".utf8))
    #expect(again.waitForText("= -1130.275"))
    again.type("\u{3}")
    #expect(again.waitForExit() == .exited(code: 0))
  }
}

/// A line without the blanks at its end.
private func trimmedRight(_ line: Substring) -> String {
  var line = line
  while line.last == " " { line.removeLast() }
  return String(line)
}
