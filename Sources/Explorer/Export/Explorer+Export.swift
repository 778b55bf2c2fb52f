import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Asks where to export to.
  mutating func askForExport() {
    let name = data(in: shown)?.name.fileStem ?? "elbow"
    overlay = .prompt(
      Prompt(
        purpose: .export, question: "Screen: .svg .ansi .txt; table: .csv .md .json .npy; film: .cast",
        field: TextField("\(name).svg")))
  }

  /// Exports what the ending of `path` says; asks again where that cannot be.
  mutating func export(to path: String, _ prompt: Prompt) -> [Effect] {
    guard let format = Export.Format(path: path) else {
      return askAgain(prompt, "end in .svg .ansi .txt .csv .md .json .npy or .cast")
    }
    let bytes: [UInt8]
    switch format {
    case .svg: bytes = Array(picture.svg(on: look.theme.paper).utf8)
    case .ansi: bytes = Array(picture.ansiText().utf8)
    case .txt: bytes = Array(picture.text.utf8)
    case .csv, .md, .json, .npy:
      guard let table = focusedTable, let content = table.bytes(format) else {
        return askAgain(
          prompt, "no such table in this panel: \(key(.nextPanel)) leads to others")
      }
      bytes = content
    case .cast:
      guard let recording = filmRecording else {
        return askAgain(
          prompt, "no film is shown whole: in the diffusion lab \(key(.showThetaPlane)) makes one")
      }
      bytes = Array(recording.utf8)
    }
    return [.export(Export(path: path, bytes: bytes), replacing: false)]
  }

  /// The film that is shown, as a recording of the screen while it plays from its first frame at its rate; of a long one not every
  /// frame, since drawing them takes time. Nil where none is, or it is not whole yet.
  private var filmRecording: String? {
    guard shown == .diffusion, let lab = diffusion, lab.view != .data, let film = lab.film,
      film.frames.count == film.levels.count
    else { return nil }
    var playing = self
    playing.overlay = nil
    var cast = Asciicast(size: screen, paper: look.theme.paper)
    let last = film.frames.count - 1
    let shown = min(last, Explorer.mostRecorded)
    for position in (0...shown).map({ $0 * last / max(shown, 1) }) {
      playing.diffusion?.player.seek(position, frames: film.frames.count)
      cast.show(playing.picture, at: Double(position) / lab.player.rate)
    }
    return cast.text
  }

  /// So many frames of a film are recorded, and the first.
  private static let mostRecorded = 300

  private mutating func askAgain(_ prompt: Prompt, _ complaint: String) -> [Effect] {
    var again = prompt
    again.complaint = complaint
    overlay = .prompt(again)
    return []
  }
}
