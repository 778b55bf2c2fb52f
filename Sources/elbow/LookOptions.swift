import ArgumentParser
import CellGrid
import CursesKit
import Explorer
import NumericCore
import PlotKit

/// How the explorer looks and what it asks of the terminal.
struct LookOptions: ParsableArguments {
  /// The glyph sets, and the choice among them by the terminal's locale.
  enum Glyphs: String, ExpressibleByArgument, CaseIterable {
    case octant, braille, block, ascii, auto
  }

  @Option(help: "Dots and lines: octant, braille, block, ascii, or auto.")
  var glyphs = Glyphs.auto

  @Option(help: "Colours: never, 16, 256, truecolor, or auto.")
  var color = ColorChoice.automatic

  @Option(
    help:
      "Theme: dark, light, monochrome, high-contrast, colour-blind, or auto, which asks the terminal for its background."
  )
  var theme = ThemeChoice.auto

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Do not bracket frames with synchronised output.")
  var noSync = false

  @Option(
    name: .customLong("log-keys"),
    help: "Write a key script of what is done to this new file, for elbow replay to do again.",
    completion: .file())
  var keyLog: String?

  /// Opens the explorer on `scene`, and runs it until a person quits.
  func open(_ scene: OpeningScene, _ compute: ComputeOptions) throws {
    let choice = try scene.choice()
    let opened = try scene.open()
    let log = try keyLog.map { try KeyLogFile(path: $0, opening: scene.words) }
    try MainActor.assumeIsolated { try open(opened, lab: scene.lab, choice: choice, log, compute) }
  }

  @MainActor
  private func open(
    _ opened: OpeningScene.Opened, lab: LabName, choice: OpeningChoice, _ log: KeyLogFile?,
    _ compute: ComputeOptions
  ) throws {
    let environment = terminalEnvironment()
    guard let theme = self.theme.theme(among: Theme.all) else { throw self.theme.unknown(among: Theme.all) }
    let screen: CursesScreen
    do {
      screen = try CursesScreen(
        TerminalOptions(
          color: color, mouse: !noMouse, synchronized: !noSync, environment: environment))
    } catch {
      throw failing(error.description, .noTerminal)
    }
    let hasColor = screen.colorDepth != .none
    let look = Look(theme: hasColor ? theme : .monochrome, glyphs: chosenGlyphs(screen))
    let explorer = Explorer(
      size: screen.size, look: look, lab: lab, choice: choice, hasColor: hasColor,
      glyphSets: shownGlyphs(screen), usesMouse: !noMouse)
    // Opening the screen touches the environment, so no thread may run before it.
    var session = Session(
      screen: screen, explorer: explorer, pool: compute.pool(),
      followsBackground: self.theme.isAutomatic && hasColor,
      framesPerSecond: environment["SSH_CONNECTION"] == nil ? 30 : 10, log: log)
    session.run { opened.show(in: &$0) }
    if let fault = session.logFault { throw failing(fault) }
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
