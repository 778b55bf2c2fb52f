import ArgumentParser
import CellGrid
import CursesKit
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit

/// `elbow bench draw`: how long a frame takes to draw, and what is sent of it.
struct BenchDrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Time the frames of every lab, and count what is sent of them.",
    discussion: """
      Each lab is opened on small data and played; every frame is drawn, then shown on a pseudo-terminal by the same way
      as on a real one. Bytes and writes are those that reach its line. From a key to the screen, through the whole
      program, is measured by elbow-latency beside the tests.

      Examples:
        elbow bench draw
        elbow bench draw --frames 500 --json
      """)

  @Option(help: "How many frames of each lab at each size.")
  var frames = 200

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...2000).contains(frames) else { throw ValidationError("--frames is from 1 to 2000") }
  }

  func run() throws {
    let (frames, seed) = (frames, compute.seed)
    var labs: [DrawTimes.Lab] = []
    var threads = 1
    for lab in LabName.allCases {
      for size in [Size(80, 24), Size(100, 30), Size(200, 60)] {
        // Opening a screen touches the environment, so the threads that draw are gone by then.
        let pool = compute.pool()
        let drawn = blocking { await Self.draw(lab, size, frames, seed, pool) }
        threads = pool.threads
        pool.stop()
        switch drawn {
        case .failure(let error): throw failing(error)
        case .success(let drawn):
          let shown = try MainActor.assumeIsolated { try present(drawn.pictures, size) }
          labs.append(DrawTimes.Lab(lab, size, drawn.seconds, shown))
        }
      }
    }
    let report = DrawTimes(
      frames: frames, threads: threads, labs: labs)
    try output(json ? try jsonText(report) : report.text)
  }

  /// Frames of a lab that plays, and how long each took to draw.
  private static func draw(
    _ lab: LabName, _ size: Size, _ frames: Int, _ seed: UInt64, _ pool: WorkerPool
  ) async -> Result<(pictures: [Grid], seconds: [Double]), DataError> {
    let location = ["em": "faithful", "vi": "quadratic", "vae": "iris"][lab.rawValue] ?? "eight-gaussians"
    let data: DataTable
    do {
      let isMade = ["quadratic", "eight-gaussians"].contains(location)
      data = try loadTable(DataRequest(location: location, count: isMade ? 200 : nil, seed: seed))
    } catch {
      return .failure(error)
    }
    var explorer = Explorer(
      size: size, look: Look(theme: .dark, glyphs: .braille), lab: lab, choice: .suited(seed: seed))
    let opening = explorer.open(data)
    let engine = Engine(pool: pool, tempo: .pulsed)
    var replay = Replay(explorer, engine: engine)
    await replay.settle(opening)
    await replay.receive(.key(.character(" ")))
    var (pictures, seconds): ([Grid], [Double]) = ([], [])
    for frame in 0..<frames {
      // What has come to its end goes on from its start, so that frames differ.
      if !replay.explorer.needsTicks {
        for key: Key in [.home, .character(" ")] { await replay.receive(.key(key)) }
      }
      await engine.pulse()
      await replay.receive(.tick(Double(frame) / 30))
      let began = monotonicSeconds()
      pictures.append(replay.explorer.picture)
      seconds.append(monotonicSeconds() - began)
    }
    await engine.stop()
    return .success((pictures, seconds))
  }

  /// Shows the frames on a pseudo-terminal, one after another.
  @MainActor
  private func present(_ pictures: [Grid], _ size: Size) throws -> [DrawTimes.Shown] {
    guard let terminal = DrainedTerminal(size) else {
      throw failing("there is no pseudo-terminal left on this system", .noTerminal)
    }
    var shown: [DrawTimes.Shown] = []
    do {
      let options = TerminalOptions(
        color: .trueColor, mouse: false, environment: ["TERM": "xterm-256color", "LANG": "C.UTF-8"])
      let screen = try CursesScreen(options, input: terminal.line, output: terminal.line)
      for picture in pictures {
        let (writes, bytes, began) = (screen.writesIssued, screen.bytesWritten, monotonicSeconds())
        screen.present(picture)
        shown.append(
          DrawTimes.Shown(
            seconds: monotonicSeconds() - began, writes: screen.writesIssued - writes,
            bytes: screen.bytesWritten - bytes))
      }
      screen.close()
      _ = terminal.finish()
    } catch {
      throw failing("\(error)", .noTerminal)
    }
    return shown
  }
}

/// What `bench draw` measured.
struct DrawTimes: Encodable {
  /// How a frame came to the terminal.
  struct Shown {
    let seconds: Double
    let writes: Int
    let bytes: Int
  }

  /// A lab at a size.
  struct Lab: Encodable {
    let lab: String
    let size: String
    /// Into a grid of cells.
    let drawMillisecondsP50: Double
    let drawMillisecondsP99: Double
    /// From the grid to the terminal: the difference from the frame before, by ncurses, and the write.
    let showMillisecondsP50: Double
    let showMillisecondsP99: Double
    /// The first frame, which is the whole screen.
    let firstFrameBytes: Int
    let frameBytesP50: Int
    let frameBytesP99: Int
    /// The most writes that one frame took.
    let mostWrites: Int
    /// Frames in which nothing changed, of which nothing is written.
    let unchangedFrames: Int

    init(_ lab: LabName, _ size: Size, _ drawn: [Double], _ shown: [Shown]) {
      self.lab = lab.rawValue
      self.size = "\(size.width)x\(size.height)"
      drawMillisecondsP50 = 1000 * quantile(0.5, of: drawn)
      drawMillisecondsP99 = 1000 * quantile(0.99, of: drawn)
      let later = shown.dropFirst().filter { $0.writes > 0 }
      showMillisecondsP50 = 1000 * quantile(0.5, of: later.map(\.seconds))
      showMillisecondsP99 = 1000 * quantile(0.99, of: later.map(\.seconds))
      firstFrameBytes = shown.first?.bytes ?? 0
      frameBytesP50 = quantile(0.5, of: later.map(\.bytes))
      frameBytesP99 = quantile(0.99, of: later.map(\.bytes))
      mostWrites = shown.map(\.writes).max() ?? 0
      unchangedFrames = shown.count { $0.writes == 0 }
    }
  }

  let workload = "draw"
  let version = ElbowVersion.text
  let frames: Int
  let threads: Int
  let labs: [Lab]

  /// The measurement for a person.
  var text: String {
    let number = NumberFormat.significant(3)
    let rows = labs.map { lab in
      let cells = [
        lab.lab, lab.size, number.text(lab.drawMillisecondsP50), number.text(lab.drawMillisecondsP99),
        number.text(lab.showMillisecondsP50), number.text(lab.showMillisecondsP99),
        String(lab.firstFrameBytes),
        String(lab.frameBytesP50), String(lab.frameBytesP99), String(lab.mostWrites),
      ]
      return zip(cells, DrawTimes.widths).map { cell, width in padded(cell, width) }.joined(separator: "  ")
    }
    let heads = [
      "lab", "size", "draw p50", "p99 ms", "show p50", "p99 ms", "first", "bytes p50", "p99", "writes",
    ]
    let head = zip(heads, DrawTimes.widths).map { padded($0, $1) }.joined(separator: "  ")
    let foot = "\(counted(frames, "frame")) of each, \(threads) threads"
    return ([head] + rows + [foot]).joined(separator: "\n")
  }

  private static let widths = [9, 7, 8, 6, 8, 6, 6, 9, 6, 6]

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

/// The value that so large a share of them does not exceed; zero where there are none.
private func quantile<Value: Comparable & Numeric>(_ share: Double, of values: [Value]) -> Value {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .zero }
  return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
}
