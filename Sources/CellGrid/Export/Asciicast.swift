/// A recording of a terminal: asciicast v2, as asciinema plays it (docs.asciinema.org, "asciicast v2"). It holds no date and
/// nothing of the machine, so that the same pictures at the same times give the same bytes.
///
/// The first picture is sent whole; after it only the cells that changed. Every event begins and ends in the terminal's own look.
public struct Asciicast: Hashable, Sendable {
  /// The recording so far: a header line, then a line for each event.
  public private(set) var text: String
  private let depth: ColorDepth
  private var shown: Grid?
  private var milliseconds = 0

  /// A recording that begins at `size`.
  /// - Parameters:
  ///   - depth: how many colours it may use.
  ///   - paper: what stands for the terminal's own colours.
  public init(size: Size, depth: ColorDepth = .trueColor, paper: Paper) {
    self.depth = depth
    let palette = Palette.named.map { Color.rgb($0.red, $0.green, $0.blue).hexadecimal }
    text = """
      {"version": 2, "width": \(size.width), "height": \(size.height), "theme": {"fg": "\(paper.foreground.hexadecimal)", \
      "bg": "\(paper.background.hexadecimal)", "palette": "\(palette.joined(separator: ":"))"}}

      """
  }

  /// Shows `grid`, so many seconds after the beginning; times do not go back. Nothing is recorded where nothing changed.
  public mutating func show(_ grid: Grid, at seconds: Double) {
    milliseconds = max(milliseconds, Int((min(max(0, seconds), 1e9) * 1000).rounded()))
    var output = ""
    if let shown, shown.size == grid.size {
      paint(Difference(from: shown, to: grid), &output)
    } else {
      if shown != nil { add("r", "\(grid.size.width)x\(grid.size.height)") }
      // The cursor is hidden, and what stood there is erased.
      output = "\u{1B}[?25l\u{1B}[2J"
      paint(Difference(from: Grid(grid.size), to: grid), &output)
    }
    shown = grid
    if !output.isEmpty { add("o", output) }
  }

  private func paint(_ difference: Difference, _ output: inout String) {
    var rendition = GraphicRendition(depth: depth)
    for run in difference.runs {
      output += "\u{1B}[\(run.start.y + 1);\(run.start.x + 1)H"
      for cell in run.cells { rendition.write(cell, to: &output) }
    }
    rendition.reset(&output)
  }

  private mutating func add(_ kind: String, _ data: String) {
    let fraction = String(1000 + milliseconds % 1000).dropFirst()
    text += "[\(milliseconds / 1000).\(fraction), \"\(kind)\", \(jsonString(data))]\n"
  }
}
