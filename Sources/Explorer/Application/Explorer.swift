import CellGrid
import DataFiles
import LatentModels
import NumericCore
import PlotKit

/// The application as a value: everything that is on the screen follows from it, and only `receive` changes it.
public struct Explorer: Sendable {
  /// The size of the screen in cells.
  public internal(set) var screen: Size
  /// What of it the lab has: all but the strip of the tour.
  var size: Size
  /// Theme and glyphs.
  public internal(set) var look: Look
  /// The lab that is shown.
  var shown = LabName.em
  /// The EM lab; nil until data have been opened in it.
  var lab: EMLab?
  /// The variational lab; nil until data have been opened in it.
  var variational: VILab?
  /// The autoencoder lab; nil until data have been opened in it.
  var autoencoder: VAELab?
  /// The diffusion lab; nil until data have been opened in it.
  var diffusion: DiffusionLab?
  /// The ladder; nil until data have been opened in it.
  var ladder: LadderLab?
  /// The tour, while it goes on.
  var tour: Tour?
  /// The diffusion lab on the other side of a drawing; nil where nothing was drawn.
  var setAside: LabSetAside?
  /// What lies over it.
  var overlay: Overlay?
  /// A sentence that takes the place of the status until the next key.
  var notice: Notice?
  /// Whether the mouse is listened to.
  var usesMouse: Bool
  /// Whether a person chose the theme.
  var themeIsChosen = false
  /// Where a drag of the mouse was last seen.
  var dragOrigin: Point?
  /// How the model of newly opened data is chosen.
  var choice: OpeningChoice
  /// The number of the next first run.
  var nextRun = 0
  /// The same for the variational lab, far from the others.
  var nextVariationalRun = 1 << 32
  /// The same for the autoencoder lab.
  var nextAutoencoderRun = 1 << 33
  /// The same for the diffusion lab.
  var nextDiffusionRun = 1 << 34
  /// The number of the next ladder, of another row still.
  var nextLadder = 1 << 35
  /// What every key means.
  let keys: KeyTable
  /// The themes that `T` goes through.
  let themes: [Theme]
  /// The glyph sets that `G` goes through.
  let glyphSets: [GlyphSet]

  /// A sentence about something that just happened.
  struct Notice: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case done
      case problem
    }
    let text: String
    let kind: Kind
  }

  /// An explorer without data.
  /// - Parameters:
  ///   - size: of the screen.
  ///   - look: the theme and the glyphs to begin with.
  ///   - lab: the lab to begin in.
  ///   - choice: how the model that data are fitted with is chosen.
  ///   - keys: what every key means.
  ///   - themes: the themes to choose among, where there are colours.
  ///   - hasColor: whether themes other than the monochrome one make sense.
  ///   - glyphSets: the glyph sets that the terminal can show.
  ///   - usesMouse: whether the mouse is listened to.
  public init(
    size: Size, look: Look, lab: LabName = .em, choice: OpeningChoice = .suited(seed: 42),
    keys: KeyTable = .standard, themes: [Theme] = Theme.all, hasColor: Bool = true,
    glyphSets: [GlyphSet] = GlyphSet.allCases, usesMouse: Bool = true
  ) {
    screen = size
    self.size = size
    self.look = look
    shown = lab
    self.choice = choice
    self.usesMouse = usesMouse
    self.keys = keys
    self.themes = hasColor ? themes : [.monochrome]
    self.glyphSets = glyphSets
  }

  /// Whether messages of the kind `tick` are wanted: while a run moves or an answer is awaited.
  public var needsTicks: Bool {
    lab?.isMoving == true || variational?.isMoving == true || autoencoder?.isMoving == true
      || diffusion?.isMoving == true || ladder?.isMoving == true
      || tour.map { $0.awaitsData || !$0.pending.isEmpty } == true
  }

  /// The frame of the film that plays, which a tick alone may change; nil where none does.
  public var playedFrame: Int? {
    guard shown == .diffusion, let player = diffusion?.player, player.isPlaying else { return nil }
    return player.position
  }

  /// Takes in what happened. The only place where the state changes.
  public mutating func receive(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key):
      return receive(key)
    case .resized(let size):
      screen = size
      fitToScreen()
      return refitPictures()
    case .background(let isLight):
      // A theme that a person chose meanwhile stays.
      if !themeIsChosen { look.theme = isLight ? .light : .dark }
      return []
    case .tick(let now):
      autoencoder?.noteTime(now)
      return (lab?.tick(at: now) ?? []) + (variational?.tick(at: now) ?? [])
        + (autoencoder?.tick(at: now) ?? []) + (diffusion?.advance(at: now) ?? [])
        + (ladder?.tick() ?? []) + moveTour()
    case .reported(let id, let report):
      return lab?.take(report, of: id) ?? []
    case .studied(let id, let report):
      lab?.take(report, of: id)
      return []
    case .reportedVariational(let id, let report):
      return variational?.take(report, of: id) ?? []
    case .reportedAutoencoder(let id, let report):
      return autoencoder?.take(report, of: id) ?? []
    case .reportedDiffusion(let id, let report):
      return (diffusion?.take(report, of: id) ?? []) + (setAside?.lab.take(report, of: id) ?? [])
    case .studiedDiffusion(let id, let report):
      let effects = (diffusion?.take(report, of: id) ?? []) + (setAside?.lab.take(report, of: id) ?? [])
      return effects + (diffusion?.refreshScene() ?? [])
    case .studiedVariational(let id, let report):
      variational?.take(report, of: id)
      return variational?.studyIsToBegin == true ? variational?.beginSavedStudy() ?? [] : []
    case .studiedGaps(let id, let report):
      autoencoder?.take(report, of: id)
      return []
    case .climbed(let id, let report):
      ladder?.take(report, of: id)
      return []
    case .studyEnded(let id):
      ladder?.endStudy(id)
      lab?.endStudy(id)
      autoencoder?.endStudy(id)
      variational?.endStudy(id)
      diffusion?.endStudy(id)
      setAside?.lab.endStudy(id)
      return []
    case .startFailed(let id, let error):
      variational?.take(error, of: id)
      autoencoder?.take(error, of: id)
      diffusion?.take(error, of: id)
      setAside?.lab.take(error, of: id)
      return lab?.take(error, of: id) ?? []
    case .loaded(let data):
      if tour?.awaitsData == true { return openForTour(data) }
      return isWaitingForData ? open(data) : []
    case .restored(let archive, let data):
      return isWaitingForData ? open(archive, on: data) : []
    case .failed(let sentence):
      fail(sentence)
      return []
    case .previewed(let location, let preview):
      updateOpenDialog { $0.take(preview, of: location) }
      return []
    case .completed(let prefix, let paths):
      updateOpenDialog { $0.take(paths, for: prefix) }
      return []
    case .fileExists(let path):
      overlay = .prompt(
        Prompt(
          purpose: .replaceFile(path: path), question: "\(path) is there already. Replace it? y / n",
          field: TextField()))
      return []
    case .exportExists(let export):
      overlay = .prompt(
        Prompt(
          purpose: .replaceExport(export), question: "\(export.path) is there already. Replace it? y / n",
          field: TextField()))
      return []
    case .exported(let path):
      say("exported \(path)")
      return []
    case .saved(let id, let path):
      lab?.markSaved(id)
      variational?.markSaved(id)
      autoencoder?.markSaved(id)
      diffusion?.markSaved(id)
      setAside?.lab.markSaved(id)
      saySaved(path)
      return []
    case .savedLadder(let id, let path, let rungs, let seeds):
      ladder?.markSaved(id, rungs: rungs, seeds: seeds)
      saySaved(path)
      return []
    }
  }

  /// Shows, until the next key, what is wrong with the files that a person wrote: the first of `sentences`, and how many more there
  /// are.
  public mutating func warn(_ sentences: [String]) {
    guard let first = sentences.first else { return }
    let others = sentences.count - 1
    let rest = others == 0 ? "" : " (and \(others) more, told when elbow ends)"
    say(first + rest, .problem)
  }

  private mutating func saySaved(_ path: String) {
    let others = otherRun.map { "; run \($0) is not in it" } ?? ""
    notice = Notice(text: "saved \(path): open it again with  elbow \(path)\(others)", kind: .done)
  }

  /// What was asked for in a dialog that has been left since is not wanted any more.
  private var isWaitingForData: Bool {
    if case .open(let dialog) = overlay { dialog.isWaiting } else { false }
  }

  mutating func fail(_ sentence: String) {
    if case .open = overlay {
      updateOpenDialog { $0.take(failure: sentence) }
    } else {
      notice = Notice(text: sentence, kind: .problem)
    }
  }

  private mutating func updateOpenDialog(_ change: (inout OpenDialog) -> Void) {
    guard case .open(var dialog) = overlay else { return }
    change(&dialog)
    overlay = .open(dialog)
  }
}
