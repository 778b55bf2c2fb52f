import CellGrid
import PlotKit

extension Array where Element == String {
  /// The first of several ways to say the same that fits `width` columns; where none does, the last, which is to be the shortest.
  func fitting(_ width: Int) -> String { first { $0.count <= width } ?? last ?? "" }
}

extension String {
  /// As many whole sentences from the start as fit `width` columns, and at least the first.
  func sentences(fitting width: Int) -> String {
    guard count > width else { return self }
    let text = Array(self)
    let ends = text.indices.dropLast().filter { text[$0] == "." && text[$0 + 1] == " " }
    guard let end = ends.last(where: { $0 < width }) ?? ends.first else { return self }
    return String(text[...end])
  }
}

extension Explorer {
  /// Notes below a plot, each in the longest form that fits, the first one bright.
  func drawNotes(_ notes: some Sequence<[String]>, into grid: inout Grid, at rect: Rect) {
    for (index, note) in notes.enumerated() {
      line(
        note.fitting(rect.width), at: rect.minY + index, in: rect,
        style: index == 0 ? look.theme.text : look.theme.dimText, into: &grid)
    }
  }
}
