import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit

/// `elbow bench monkey`: anything at all done to a lab, and what became of it.
struct BenchMonkeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monkey", abstract: "Do anything at all to a lab, and say whether it held.",
    discussion: """
      Keys, pastes, the mouse, sizes from 1x1 to 200x60 and time, drawn from the seed, at an explorer without a terminal that
      neither reads nor writes files. Now and then it is left and opened on other data: a session. After each event Escape
      has to lead out of whatever lies over the lab, and every question has to be answered.

      With --log-keys what is done in the present session stands in a file before it is done, as a script for elbow replay:
      where the program itself breaks, the last line is what broke it.

      Examples:
        elbow bench monkey --lab vae --events 50000 --seed 7
        elbow bench monkey --lab em --log-keys monkey.keys --json
      """)

  @Option(help: "The lab: \(LabName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var lab = LabName.em

  @Option(help: "How many things are done.")
  var events = 10_000

  @Option(help: "So many of them at most in a session.")
  var session = 2000

  @Option(
    name: .customLong("log-keys"), help: "Write what is done in the present session to this new file.",
    completion: .file())
  var keyLog: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...100_000_000).contains(events), (1...1_000_000).contains(session) else {
      throw ValidationError("--events is from 1 to 100000000 and --session from 1 to 1000000")
    }
  }

  func run() throws {
    let pool = compute.pool()
    defer { pool.stop() }
    let (lab, seed, events, length) = (lab, compute.seed, events, session)
    let log: NewFile?
    do {
      log = try keyLog.map { path throws(DataError) in try NewFile(path: path) }
    } catch {
      throw failing(error)
    }
    let outcome = blocking { () async -> Result<MonkeyTimes, DataError> in
      var times = MonkeyTimes(lab: lab.rawValue, seed: seed, threads: pool.threads)
      let began = monotonicSeconds()
      do throws(DataError) {
        while times.events < events, times.fault == nil {
          var session = try await MonkeySession(
            lab: lab, seed: seed, number: times.sessions, pool: pool, clock: { monotonicSeconds() })
          try log?.empty()
          try log?.append(KeyScript.header(session.opening))
          times.sessions += 1
          while session.events < length, times.events < events, !session.isOver, times.fault == nil {
            try log?.append(session.line + "\n")
            let line = session.line
            let start = monotonicSeconds()
            let faults = await session.advance()
            times.note(line, monotonicSeconds() - start, session.replay.longestMessage)
            if let fault = faults.first {
              times.fault = "session \(times.sessions - 1), event \(session.events), \(line): \(fault)"
            }
            if times.events == events / 2 { times.residentMegabytesHalfway = residentMegabytes() }
          }
          await session.finish()
        }
      } catch {
        return .failure(error)
      }
      times.finish(seconds: monotonicSeconds() - began)
      return .success(times)
    }
    switch outcome {
    case .failure(let error):
      throw failing(error)
    case .success(let times):
      try output(json ? try jsonText(times) : times.text)
      if let fault = times.fault { throw failing("the explorer did not hold: \(fault)", .fitFailed) }
    }
  }
}

/// What `bench monkey` found.
private struct MonkeyTimes: Encodable {
  let workload = "monkey"
  let version = ElbowVersion.text
  let lab: String
  let seed: UInt64
  let threads: Int
  var events = 0
  var sessions = 0
  var seconds = 0.0
  var eventsPerSecond = 0.0
  /// After each event the picture is drawn.
  var framesDrawn = 0
  /// The longest that the explorer took to take in a message.
  var longestMessageMilliseconds = 0.0
  /// The longest that an event took with all that followed: training goes on in the meantime.
  var longestEventMilliseconds = 0.0
  /// Which one that was.
  var longestEvent = ""
  var residentMegabytesHalfway: Double?
  var residentMegabytes = 0.0
  var peakResidentMegabytes = 0.0
  /// What did not hold; nil where all did.
  var fault: String?

  init(lab: String, seed: UInt64, threads: Int) {
    (self.lab, self.seed, self.threads) = (lab, seed, threads)
  }

  mutating func note(_ line: String, _ seconds: Double, _ longestMessage: Double) {
    events += 1
    framesDrawn += 1
    if 1000 * seconds > longestEventMilliseconds {
      (longestEventMilliseconds, longestEvent) = (1000 * seconds, "session \(sessions - 1), \(line)")
    }
    longestMessageMilliseconds = max(longestMessageMilliseconds, 1000 * longestMessage)
  }

  mutating func finish(seconds: Double) {
    self.seconds = seconds
    eventsPerSecond = Double(events) / seconds
    residentMegabytes = elbow.residentMegabytes()
    peakResidentMegabytes = elbow.peakResidentMegabytes()
  }

  /// The report for a person.
  var text: String {
    let number = NumberFormat.significant(4)
    let halfway = residentMegabytesHalfway.map { " (halfway \(number.text($0)))" } ?? ""
    return """
      Monkey in the \(lab) lab, seed \(seed): \(counted(events, "event")) in \(counted(sessions, "session")), \(threads) threads
      \(number.text(eventsPerSecond)) events a second, each with a picture (\(number.text(seconds)) s)
      longest message \(number.text(longestMessageMilliseconds)) ms, longest event with what followed \(number.text(longestEventMilliseconds)) ms (\(longestEvent))
      resident \(number.text(residentMegabytes)) MB\(halfway), at most \(number.text(peakResidentMegabytes)) MB
      \(fault == nil ? "it held" : "it did not hold")
      """
  }
}
