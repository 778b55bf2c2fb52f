import ArgumentParser
import CellGrid
import CursesKit
import DataFiles
import Explorer
import NumericCore
import PlotKit
import Preferences

/// How the explorer looks and what it asks of the terminal.
struct LookOptions: ParsableArguments {
  @Option(help: "Dots and lines: octant, braille, block, ascii, or auto.")
  var glyphs: GlyphChoice?

  @Option(help: "Colours: never, 16, 256, truecolor, or auto.")
  var color: ColorChoice?

  @Option(
    help:
      "Theme: dark, light, monochrome, high-contrast, colour-blind, one of your own, or auto, which asks the terminal for its background."
  )
  var theme: ThemeChoice?

  @Flag(inversion: .prefixedNo, help: "Listen to the mouse, or leave it to the terminal.")
  var mouse: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Bracket frames with synchronised output where the terminal knows it, or not.")
  var sync: Bool?

  @Flag(help: "Tell what happens as lines of text, for screen readers and logs; keys may come from a pipe.")
  var plain = false

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
    try MainActor.assumeIsolated {
      if plain {
        try openPlain(opened, lab: scene.lab, choice: choice, log, compute)
      } else {
        try open(opened, lab: scene.lab, choice: choice, log, compute)
      }
    }
  }

  @MainActor
  private func openPlain(
    _ opened: OpeningScene.Opened, lab: LabName, choice: OpeningChoice, _ log: KeyLogFile?,
    _ compute: ComputeOptions
  ) throws {
    let files = PersonalFiles(environment: terminalEnvironment())
    let configuration = files.configuration
    let explorer = Explorer(
      size: Size(100, 30), look: Look(theme: .monochrome, glyphs: .ascii), lab: lab, choice: choice,
      keys: configuration.keys, hasColor: false, glyphSets: [.ascii], usesMouse: false)
    var session = PlainSession(explorer: explorer, pool: compute.pool(configuration), log: log)
    try run(opened, files.complaints(beginningWith: Theme.monochrome.name)) {
      session.run($0)
      return session.logFault
    }
  }

  @MainActor
  private func open(
    _ opened: OpeningScene.Opened, lab: LabName, choice opening: OpeningChoice, _ log: KeyLogFile?,
    _ compute: ComputeOptions
  ) throws {
    let environment = terminalEnvironment()
    // What the command line does not say, the files of a person say.
    let files = PersonalFiles(environment: environment)
    let configuration = files.configuration
    let themes = Theme.all + files.themes
    let choice = self.theme ?? ThemeChoice(rawValue: configuration.theme) ?? .auto
    guard let theme = choice.theme(among: themes) else {
      for complaint in files.complaints(beginningWith: choice.rawValue) {
        standardError("elbow: \(complaint.description)\n")
      }
      throw choice.unknown(among: themes)
    }
    let usesMouse = mouse ?? configuration.mouse
    let screen: CursesScreen
    do {
      screen = try CursesScreen(
        TerminalOptions(
          color: color ?? configuration.color, mouse: usesMouse,
          synchronized: sync ?? configuration.synchronisedOutput, environment: environment))
    } catch {
      throw failing(error.description, .noTerminal)
    }
    let hasColor = screen.colorDepth != .none
    let look = Look(
      theme: hasColor ? theme : .monochrome, glyphs: chosenGlyphs(glyphs ?? configuration.glyphs, screen))
    let explorer = Explorer(
      size: screen.size, look: look, lab: lab, choice: opening, keys: configuration.keys, themes: themes,
      hasColor: hasColor, glyphSets: shownGlyphs(screen), usesMouse: usesMouse)
    let isRemote = environment["SSH_CONNECTION"] != nil
    // Opening the screen touches the environment, so no thread may run before it.
    var session = Session(
      screen: screen, explorer: explorer, pool: compute.pool(configuration),
      followsBackground: choice.isAutomatic && hasColor,
      framesPerSecond: Double(
        isRemote ? configuration.framesPerSecondOverSSH : configuration.framesPerSecond),
      bytesPerSecond: isRemote ? 10_000 : nil, log: log)
    try run(opened, files.complaints(beginningWith: theme.name)) {
      session.run($0)
      return session.logFault
    }
  }

  /// Shows the data in a session, and says what is wrong with the files of a person: there, and again once it is over.
  ///
  ///     session   runs with what opens the data; returns why the key log is not whole
  @MainActor
  private func run(
    _ opened: OpeningScene.Opened, _ complaints: [Complaint],
    _ session: ((inout Explorer) -> [Effect]) -> DataError?
  ) throws {
    let complaints = complaints.map(\.description)
    let fault = session { explorer in
      let effects = opened.show(in: &explorer)
      explorer.warn(complaints)
      return effects
    }
    // On the screen the first of them stood, until a key was pressed.
    for complaint in complaints { standardError("elbow: \(complaint)\n") }
    if let fault { throw failing(fault) }
  }

  @MainActor
  private func chosenGlyphs(_ choice: GlyphChoice, _ screen: CursesScreen) -> GlyphSet {
    guard screen.supportsUnicode else { return .ascii }
    return choice.glyphs ?? .braille
  }

  /// The glyph sets that the locale can show. Octants are newer than most fonts and multiplexers, so nobody gets them
  /// who did not ask for them.
  @MainActor
  private func shownGlyphs(_ screen: CursesScreen) -> [GlyphSet] {
    guard screen.supportsUnicode else { return [.ascii] }
    return GlyphSet.allCases
  }
}

extension GlyphChoice: ExpressibleByArgument {}
