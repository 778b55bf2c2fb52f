import CellGrid
import Glibc
import TestSupport

// Measures the explorer through a pseudo-terminal, as a person feels it:
//
//   swift run -c release elbow-latency [ROWS]
//
// Time from start to the first whole frame on Old Faithful; time from a key to its effect on the screen while EM runs flat
// out on ROWS rows (200,000 unless said otherwise) with 16 components; processor time while paused.

let rows = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000
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

func report(_ name: String, _ samples: [Double]) {
  let sorted = samples.sorted()
  func at(_ share: Double) -> String {
    let value = sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    return "\((value * 10).rounded() / 10)"
  }
  print("\(name): p50 \(at(0.5)) ms, p90 \(at(0.9)) ms, p99 \(at(0.99)) ms, \(sorted.count) samples")
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

let terminal = try start(["eight-gaussians", "--count", String(rows), "--components", "16"])
guard terminal.waitForText("At the start", seconds: 60) else {
  print("the explorer did not open")
  exit(1)
}
terminal.type(">>>>>> ")
_ = terminal.wait(seconds: 1) { _ in false }
terminal.isWatched = false
var keys: [Double] = []
for _ in 0..<200 {
  let seen = terminal.transcript.count
  keys.append(
    milliseconds {
      terminal.type("?")
      _ = terminal.wait(seconds: 5) { $0.transcript[seen...].contains(subsequence: Array("find:".utf8)) }
    })
  terminal.type("\u{1B}")
  _ = terminal.wait(seconds: 0.08) { _ in false }
}
report("key to screen while EM runs flat out on \(rows) rows", keys)
terminal.type(" ")
_ = terminal.wait(seconds: 2) { _ in false }
if let process = terminal.process {
  let before = (processorTicks(of: process), terminal.transcript.count)
  _ = terminal.wait(seconds: 5) { _ in false }
  let ticks = processorTicks(of: process) - before.0
  print(
    "paused for 5 s: \(ticks * 10) ms of processor time, \(terminal.transcript.count - before.1) bytes written"
  )
}
terminal.type("\u{3}")
_ = terminal.waitForExit()
