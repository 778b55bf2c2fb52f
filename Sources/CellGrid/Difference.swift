/// A run of neighbouring cells in one row that have to be sent.
public struct CellRun: Hashable, Sendable {
  /// Where the run starts.
  public var start: Point
  /// The new cells, left to right.
  public var cells: [Cell]
}

/// What has to change to turn one picture into another; the only thing that ever reaches a terminal.
public struct Difference: Hashable, Sendable {
  /// The changed runs, top to bottom, left to right.
  public let runs: [CellRun]

  /// The runs in which `new` differs from `old`. Pictures of different sizes differ everywhere.
  public init(from old: Grid?, to new: Grid) {
    var runs: [CellRun] = []
    let width = new.size.width
    let comparable = old.flatMap { $0.size == new.size ? $0 : nil }
    for y in 0..<new.size.height {
      var x = 0
      while x < width {
        let index = y * width + x
        if let comparable, comparable.cells[index] == new.cells[index] {
          x += 1
          continue
        }
        var end = x + 1
        while end < width, comparable.map({ $0.cells[y * width + end] != new.cells[y * width + end] }) ?? true
        {
          end += 1
        }
        runs.append(CellRun(start: Point(x, y), cells: Array(new.cells[index..<(y * width + end)])))
        x = end
      }
    }
    self.runs = runs
  }

  /// Whether the two pictures were the same.
  public var isEmpty: Bool { runs.isEmpty }
}
