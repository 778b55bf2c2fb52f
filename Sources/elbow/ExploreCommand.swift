import ArgumentParser
import CellGrid
import CursesKit
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit

/// `elbow [FILE|NAME|RUN.safetensors]`: opens the explorer.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer (the default).")

  /// The glyph sets, and the choice among them by the terminal's locale.
  enum Glyphs: String, ExpressibleByArgument, CaseIterable {
    case octant, braille, block, ascii, auto
  }

  /// The themes, and the choice among them by the terminal's background.
  enum ThemeChoice: String, ExpressibleByArgument, CaseIterable {
    case dark, light, monochrome, auto

    /// The theme to begin with; an automatic one is dark until the terminal says that its background is light.
    var theme: Theme {
      switch self {
      case .dark, .auto: .dark
      case .light: .light
      case .monochrome: .monochrome
      }
    }
  }

  @Argument(
    help:
      "A data file, a built-in name, or a saved run (.safetensors); without it Old Faithful, in the VI lab a parabola."
  )
  var named: String?

  @Option(help: "For a saved run: where its data are now, if they were moved.")
  var data: String?

  @Option(help: "The columns to use, by name, separated by commas.")
  var columns: String?

  @Option(help: "The column that holds the class of each row.")
  var label: String?

  @Option(help: "A file that holds the class of each row: IDX or NPY with one axis, or CSV with one column.")
  var labels: String?

  @Option(help: "The column that says how many times each row counts.")
  var weights: String?

  @Flag(help: "Bring every column to mean 0 and standard deviation 1 for the fit.")
  var standardize = false

  @Option(help: "For a generator: how many rows.")
  var count: Int?

  @Option(help: "The lab to open: \(LabName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var lab = LabName.em

  @Option(
    help:
      "The model: \(LabName.em.modelNames.joined(separator: ", ")); in the VI lab \(LabName.vi.modelNames.joined(separator: ", ")); without it, the one that suits the data."
  )
  var model: String?

  @Option(help: "How many components a mixture begins with.")
  var components: Int?

  @Option(help: "Dots and lines: octant, braille, block, ascii, or auto.")
  var glyphs = Glyphs.auto

  @Option(help: "Colours: never, 16, 256, truecolor, or auto.")
  var color = ColorChoice.automatic

  @Option(help: "Theme: dark, light, monochrome, or auto, which asks the terminal for its background.")
  var theme = ThemeChoice.auto

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Do not bracket frames with synchronised output.")
  var noSync = false

  @OptionGroup var compute: ComputeOptions

  @Option(
    name: .customLong("log-keys"),
    help: "Write a key script of what is done to this new file, for elbow replay to do again.")
  var keyLog: String?

  /// What is opened, and with what.
  private var scene: OpeningScene {
    OpeningScene(
      source: named, moved: data, columns: columns, label: label, labels: labels, weights: weights,
      standardize: standardize, count: count, lab: lab, model: model, components: components,
      seed: compute.seed)
  }

  func run() throws {
    let scene = scene
    guard isTerminal(1) else {
      throw failing(
        "standard output is no terminal, so the explorer cannot open. Run headless instead: "
          + "elbow fit gmm --data \(scene.location) --components \(components ?? 2), elbow data list, or elbow replay SCRIPT",
        .noTerminal)
    }
    let choice = try scene.choice()
    let opened = try scene.open()
    let log = try keyLog.map { try KeyLogFile(path: $0, opening: scene.words) }
    try MainActor.assumeIsolated { try open(opened, choice, log) }
  }

  @MainActor
  private func open(_ opened: OpeningScene.Opened, _ choice: OpeningChoice, _ log: KeyLogFile?) throws {
    let environment = terminalEnvironment()
    let screen: CursesScreen
    do {
      screen = try CursesScreen(
        TerminalOptions(
          color: color, mouse: !noMouse, synchronized: !noSync, environment: environment))
    } catch {
      throw failing(error.description, .noTerminal)
    }
    let hasColor = screen.colorDepth != .none
    let look = Look(theme: hasColor ? theme.theme : .monochrome, glyphs: chosenGlyphs(screen))
    let explorer = Explorer(
      size: screen.size, look: look, lab: lab, choice: choice, hasColor: hasColor,
      glyphSets: shownGlyphs(screen), usesMouse: !noMouse)
    // Opening the screen touches the environment, so no thread may run before it.
    var session = Session(
      screen: screen, explorer: explorer, pool: compute.pool(), followsBackground: theme == .auto && hasColor,
      framesPerSecond: environment["SSH_CONNECTION"] == nil ? 30 : 10, log: log)
    session.run { opened.show(in: &$0) }
  }

  @MainActor
  private func chosenGlyphs(_ screen: CursesScreen) -> GlyphSet {
    guard screen.supportsUnicode else { return .ascii }
    return GlyphSet(rawValue: glyphs.rawValue) ?? .braille
  }

  /// The glyph sets that the locale can show. Octants are newer than most fonts and multiplexers, so nobody gets them
  /// who did not ask for them.
  @MainActor
  private func shownGlyphs(_ screen: CursesScreen) -> [GlyphSet] {
    guard screen.supportsUnicode else { return [.ascii] }
    return GlyphSet.allCases
  }
}

extension ColorChoice: ExpressibleByArgument {}
