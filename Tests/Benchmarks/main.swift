import CellGrid
import Glibc
import TestSupport

// Measures the explorer through a pseudo-terminal, as a person feels it:
//
//   swift run -c release elbow-latency [ROWS] [--json]
//
// Time from start to the first whole frame on Old Faithful, and the memory in use after EM has converged there; time from a
// key to its effect on the screen while nothing runs, and while EM runs flat
// out on ROWS rows (200,000 unless said otherwise) with 16 components; processor time while paused; on 10,000 simulated rows
// of 40 answers, the frames drawn in a second while an encoder trains, and the same time from a key while laws are improved;
// the same while an autoencoder trains on digits, and on Fashion-MNIST where that is installed; the frames drawn in a second
// while a film of 2,000 points plays and another net trains.
//
// Frames alone, without keys and the rest of the program, are measured by elbow bench draw.

let rows = CommandLine.arguments.compactMap { Int($0) }.first ?? 200_000
let environment = [
  "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/tmp",
]

extension Collection where Element == UInt8, Index == Int {
  /// Whether these bytes stand in it, one after another.
  func contains(subsequence wanted: [UInt8]) -> Bool {
    guard count >= wanted.count else { return false }
    return (startIndex...(endIndex - wanted.count)).contains { start in
      wanted.indices.allSatisfy { self[start + $0] == wanted[$0] }
    }
  }
}

func milliseconds(_ work: () -> Void) -> Double {
  let duration = ContinuousClock().measure(work)
  let parts = duration.components
  return Double(parts.seconds) * 1e3 + Double(parts.attoseconds) * 1e-15
}

func start(_ arguments: [String], answering: Bool = true) throws -> PseudoTerminal {
  let terminal = try PseudoTerminal(
    running: siblingPath("elbow"), arguments: arguments, environment: environment, size: Size(100, 30))
  terminal.answersQuestions = answering
  return terminal
}

/// Whether all that was measured is one JSON document, at the end.
let isJSON = CommandLine.arguments.contains("--json")
/// The lines of that document.
var members: [String] = []

/// Says a number, as a sentence or under its name.
@MainActor func report(_ name: String, _ value: Double, _ unit: String) {
  let rounded = (value * 10).rounded() / 10
  members.append("  \"\(name)\": {\"value\": \(rounded), \"unit\": \"\(unit)\"}")
  if !isJSON { print("\(name): \(rounded) \(unit)") }
}

/// Says what most of the samples do not exceed, in milliseconds.
@MainActor func report(_ name: String, _ samples: [Double]) {
  let sorted = samples.sorted()
  func at(_ share: Double) -> Double {
    (sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] * 10).rounded() / 10
  }
  members.append(
    "  \"\(name)\": {\"p50\": \(at(0.5)), \"p90\": \(at(0.9)), \"p99\": \(at(0.99)), \"unit\": \"ms\", \"samples\": \(sorted.count)}"
  )
  guard !isJSON else { return }
  print("\(name): p50 \(at(0.5)) ms, p90 \(at(0.9)) ms, p99 \(at(0.99)) ms, \(sorted.count) samples")
}

/// From the key of the help page to the page, so many times.
@MainActor func keyTimes(at terminal: PseudoTerminal) -> [Double] {
  (0..<200).map { _ in
    let seen = terminal.transcript.count
    let time = milliseconds {
      terminal.type("?")
      _ = terminal.wait(seconds: 5) { $0.transcript[seen...].contains(subsequence: Array("find:".utf8)) }
    }
    terminal.type("\u{1B}")
    _ = terminal.wait(seconds: 0.08) { _ in false }
    return time
  }
}

/// Writes answers of `rows` persons to `items` items, of difficulties from −2 to 2, by a linear congruential generator.
func writeAnswers(to path: String, rows: Int, items: Int) {
  var state: UInt64 = 1
  func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
  guard let file = fopen(path, "w") else { return }
  defer { fclose(file) }
  fputs((1...items).map { "i\($0)" }.joined(separator: ",") + "\n", file)
  for _ in 0..<rows {
    let ability = (0..<12).reduce(-6) { sum, _ in sum + uniform() }
    let answers = (0..<items).map { item in
      let logit = ability + 4 * Double(item) / Double(items) - 2
      return uniform() < 1 / (1 + exp(-logit)) ? "1" : "0"
    }
    fputs(answers.joined(separator: ",") + "\n", file)
  }
}

var firstFrames: [Double] = []
for _ in 0..<20 {
  let began = ContinuousClock().now
  let terminal = try start([])
  _ = terminal.waitForText("At the start")
  let parts = (ContinuousClock().now - began).components
  firstFrames.append(Double(parts.seconds) * 1e3 + Double(parts.attoseconds) * 1e-15)
  terminal.type("\u{3}")
  _ = terminal.waitForExit()
}
report("start to first frame", firstFrames)

let small = try start([])
_ = small.waitForText("At the start")
small.type(">>> ")
_ = small.waitForText("CONVERGED")
if let process = small.process {
  report("resident after EM on Old Faithful", Double(residentKilobytes(of: process)) * 1024 / 1e6, "MB")
}
report("key to screen while nothing runs", keyTimes(at: small))
small.type("\u{3}")
_ = small.waitForExit()

let terminal = try start(["eight-gaussians", "--count", String(rows), "--components", "16"])
guard terminal.waitForText("At the start", seconds: 60) else {
  print("the explorer did not open")
  exit(1)
}
terminal.type(">>>>>> ")
_ = terminal.wait(seconds: 1) { _ in false }
terminal.isWatched = false
report("key to screen while EM runs flat out on \(rows) rows", keyTimes(at: terminal))
terminal.type(" ")
_ = terminal.wait(seconds: 2) { _ in false }
if let process = terminal.process {
  let before = (processorTicks(of: process), terminal.transcript.count)
  _ = terminal.wait(seconds: 5) { _ in false }
  report("processor time in 5 s of pause", Double(processorTicks(of: process) - before.0) * 10, "ms")
  report("written in 5 s of pause", Double(terminal.transcript.count - before.1), "bytes")
}
terminal.type("\u{3}")
_ = terminal.waitForExit()
terminal.type("\u{3}")
_ = terminal.waitForExit()

let path = "/tmp/elbow-latency-\(getpid()).csv"
writeAnswers(to: path, rows: 10_000, items: 40)
defer { unlink(path) }

/// The VI lab on those answers, with the key pressed until `name` stands on the screen, going flat out.
@MainActor func startLab(pressing key: String, until name: String) throws -> PseudoTerminal {
  let lab = try start([path, "--lab", "vi", "--model", "item-response"])
  guard lab.waitForText("At the start", seconds: 60) else {
    print("the VI lab did not open")
    exit(1)
  }
  for _ in 0..<12 where !lab.waitForText(name, seconds: 1) { lab.type(key) }
  lab.type(">>>>>>")
  _ = lab.wait(seconds: 1) { _ in false }
  lab.type(" ")
  lab.isWatched = false
  return lab
}

let trained = try startLab(pressing: "f", until: "mlp encoder")

/// The frames that are drawn in a second, looked at for so many.
@MainActor func framesPerSecond(at terminal: PseudoTerminal, for seconds: Double) -> Double {
  let frame = Array("\u{1B}[?2026h".utf8)
  let began = terminal.transcript.count
  _ = terminal.wait(seconds: seconds) { _ in false }
  let written = Array(terminal.transcript[began...])
  return Double(written.indices.count { written[$0...].starts(with: frame) }) / seconds
}
report(
  "frames while an MLP encoder trains on 10000 rows of 40 answers", framesPerSecond(at: trained, for: 1.5),
  "a second")
trained.type("\u{3}")
_ = trained.waitForExit()

let climbing = try startLab(pressing: "a", until: "by gradients")
report("key to screen while laws climb estimated gradients on those rows", keyTimes(at: climbing))
climbing.type("\u{3}")
_ = climbing.waitForExit()

for data in ["digits", "fashion-mnist"] {
  let nets = try start([data, "--lab", "vae"])
  guard nets.waitForText("nothing is known yet", seconds: 60) else {
    print("no key times on \(data), which does not open")
    continue
  }
  // Its pace is flat out from the start.
  nets.type(" ")
  _ = nets.wait(seconds: 2) { _ in false }
  nets.isWatched = false
  report("key to screen while an autoencoder trains flat out on \(data)", keyTimes(at: nets))
  nets.type("\u{3}")
  _ = nets.waitForExit()
}

let film = try start(["two-moons", "--count", "2000", "--lab", "diffusion"])
_ = film.wait(seconds: 3) { _ in false }
// 200 steps of 2,000 points; the film is made, then played at 30 frames a second while the net of a branch is trained anew.
for keys in ["\u{1B}OQ", "jj", "200\r", "j", "2000\r"] {
  film.type(keys)
  _ = film.wait(seconds: 0.5) { _ in false }
}
film.type("\u{1B}")
_ = film.wait(seconds: 1) { _ in false }
film.type("S")
_ = film.wait(seconds: 20) { _ in false }
for (keys, seconds) in [
  (">>>", 0.5), ("b", 1.0), ("r", 1.0), ("\t", 0.5), (" ", 1.0), ("\u{1B}[Z", 0.5), (" ", 0.5),
] {
  film.type(keys)
  _ = film.wait(seconds: seconds) { _ in false }
}
film.isWatched = false
report(
  "frames while a film of 2000 points plays and another net trains", framesPerSecond(at: film, for: 4),
  "a second")
film.type("\u{3}")
_ = film.waitForExit()
if isJSON { print("{\n" + members.joined(separator: ",\n") + "\n}") }
