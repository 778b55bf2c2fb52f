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
      return askAgain(prompt, "the name must end in .svg, .ansi, .txt, .csv, .md, .json, .npy or .cast")
    }
    let bytes: [UInt8]
    switch format {
    case .svg: bytes = Array(picture.svg(on: look.theme.paper).utf8)
    case .ansi: bytes = Array(picture.ansiText().utf8)
    case .txt: bytes = Array(picture.text.utf8)
    case .csv, .md, .json, .npy:
      guard let table = focusedTable, let content = table.bytes(format) else {
        return askAgain(
          prompt, "the focused panel has no table: .svg exports the screen, Tab leads to others")
      }
      bytes = content
    case .cast:
      guard let recording = filmRecording else {
        return askAgain(prompt, "there is no film: .cast is for one of the diffusion lab, which t begins")
      }
      bytes = Array(recording.utf8)
    }
    return [.export(Export(path: path, bytes: bytes), replacing: false)]
  }

  /// The film as a recording of the screen while it plays from its first frame at its rate; nil where there is none.
  private var filmRecording: String? {
    guard shown == .diffusion, let film = diffusion?.film, !film.frames.isEmpty else { return nil }
    var playing = self
    playing.overlay = nil
    var cast = Asciicast(size: screen, paper: look.theme.paper)
    for position in film.frames.indices {
      playing.diffusion?.player.seek(position, frames: film.frames.count)
      cast.show(playing.picture, at: Double(position) / (diffusion?.player.rate ?? 30))
    }
    return cast.text
  }

  private mutating func askAgain(_ prompt: Prompt, _ complaint: String) -> [Effect] {
    var again = prompt
    again.complaint = complaint
    overlay = .prompt(again)
    return []
  }
}
