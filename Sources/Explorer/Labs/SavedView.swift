import FoundationEssentials
import LatentModels
import NumericCore

/// A lab that keeps with a saved run how it is looked at.
protocol ViewedLab {
  /// How it is looked at. Any part may be missing, as in files of other versions.
  associatedtype SavedView: Codable

  /// How it is looked at now.
  var savedView: SavedView { get }
  /// Looks at it as it was; what does not fit the data is passed over.
  mutating func restore(_ view: SavedView)
}

/// The name of the view in the metadata of a saved run.
private let viewKey = "view"
/// No view is as long as this.
private let longestView = 100_000

extension ViewedLab {
  /// How it is looked at, as text; nil where a number of it has none.
  var viewText: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let bytes = try? encoder.encode(savedView) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Looks at it as `archive` says; a view that cannot be read is passed over.
  mutating func restoreView(from archive: ModelArchive) {
    guard let text = archive.metadata[viewKey], text.utf8.count <= longestView,
      let view = try? JSONDecoder().decode(SavedView.self, from: Data(text.utf8))
    else { return }
    restore(view)
  }
}

extension ModelArchive {
  /// The same with how it is looked at, as a lab says it.
  func viewed(_ text: String?) -> ModelArchive {
    var archive = self
    archive.metadata[viewKey] = text
    return archive
  }
}

extension CaseIterable {
  /// The case of that name; nil where there is none.
  static func named(_ name: String?) -> Self? {
    name.flatMap { name in allCases.first { "\($0)" == name } }
  }
}

extension Optional where Wrapped == Double {
  /// The number, if it is finite and in `range`.
  func within(_ range: ClosedRange<Double>) -> Double? {
    flatMap { $0.isFinite && range.contains($0) ? $0 : nil }
  }
}

extension Optional where Wrapped == Int {
  /// The number, if it is in `range`.
  func within(_ range: Range<Int>) -> Int? { flatMap { range.contains($0) ? $0 : nil } }
}

extension PlanePoint {
  /// The point of two numbers of a file; nil where they are none.
  init?(saved: [Double]?) {
    guard let saved, saved.count == 2, saved.allSatisfy({ abs($0) < 1e100 }) else { return nil }
    self.init(x: saved[0], y: saved[1])
  }

  /// As a file has it.
  var saved: [Double] { [x, y] }
}

extension Pace {
  /// Iterations a second, 0 for as many as there are.
  var saved: Double { if case .perSecond(let rate) = self { rate } else { 0 } }

  /// The pace that was saved so; nil where there is none.
  init?(saved: Double?) {
    guard let pace = Pace.all.first(where: { $0.saved == saved }) else { return nil }
    self = pace
  }
}
