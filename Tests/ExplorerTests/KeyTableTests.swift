import CellGrid
import Explorer
import Testing

@Suite("The key table")
struct KeyTableTests {
  @Test("No key stands in it twice, and no action has two lines")
  func unique() {
    let keys = KeyTable.standard.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
    let actions = KeyTable.standard.bindings.map(\.action)
    #expect(Set(actions).count == actions.count)
  }

  @Test("Every key has a name that leads back to it, and means what its line says")
  func names() throws {
    for binding in KeyTable.standard.bindings {
      #expect(!binding.keys.isEmpty)
      for key in binding.keys {
        let name = try #require(key.name)
        #expect(Key(named: name) == key)
        #expect(KeyTable.standard.action(for: key) == binding.action)
      }
      #expect(KeyTable.standard.binding(for: binding.action) == binding)
    }
  }

  @Test("Every line says in a sentence what its key does", arguments: KeyTable.standard.bindings)
  func help(_ binding: KeyBinding) {
    #expect(binding.help.first?.isUppercase == true)
    #expect(binding.help.count > 5 && binding.help.count <= 62, "it has to fit beside the keys")
    #expect(binding.help.last != ".")
    #expect(binding.keyNames.count <= 14)
  }

  @Test("Every action can be reached by a key")
  func complete() {
    let all: [Action] = [
      .togglePlay, .iterationForward, .iterationBack, .expectationStep, .maximizationStep, .scrubBack,
      .scrubForward, .scrubFarBack, .scrubFarForward, .toStart, .toEnd, .slower, .faster, .restart,
      .restartWithNewSeed, .branch, .pinBaseline, .nextPanel, .previousPanel, .maximize, .zoomIn, .zoomOut,
      .zoomReset, .moveLeft, .moveRight, .moveUp, .moveDown, .selectRow, .nextRow, .previousRow, .nextPlane,
      .previousPlane, .placeMean, .toggleLogAxis, .toggleGuides, .openSettings, .openData, .saveRun,
      .copyFrame, .export, .showHelp, .showPalette, .nextTheme, .nextGlyphs, .toggleMouse, .redraw, .suspend,
      .back,
      .quit, .quitNow, .nextAside, .previousAside, .beginStudy, .cancelStudy, .nextCriterion, .nextErrors,
      .nextLaw, .undo, .redo, .nextUpdate, .refineLaw, .showThetaPlane, .showEM, .showVI,
      .showVAE, .nextBeta, .interpolate, .drawSamples, .toggleLinear, .turnLatents,
      .showDiffusion, .showField, .showDensity, .fixColumn, .showLadder, .toggleTour,
      .nextPage, .previousPage, .showJobs, .showGlyphCard,
    ]
    for action in all { #expect(KeyTable.standard.binding(for: action) != nil, "\(action)") }
    #expect(KeyTable.standard.bindings.count == all.count)
  }

  /// The keys that mean the same in every lab.
  static let agreed: [String: Action] = [
    "J": .showJobs, "F4": .showGlyphCard, "Tab": .nextPanel, "Shift-Tab": .previousPanel, "h": .moveLeft,
    "j": .moveDown,
    "k": .moveUp,
    "l": .moveRight, "Left": .moveLeft, "Down": .moveDown, "Up": .moveUp, "Right": .moveRight,
    "Space": .togglePlay, ".": .iterationForward, ",": .iterationBack, "e": .expectationStep,
    "m": .maximizationStep, "[": .scrubBack, "]": .scrubForward, "{": .scrubFarBack, "}": .scrubFarForward,
    "Home": .toStart, "End": .toEnd, "<": .slower, ">": .faster, "+": .zoomIn, "-": .zoomOut,
    "=": .zoomReset, "r": .restart, "R": .restartWithNewSeed, "b": .branch, "z": .maximize,
    "y": .toggleLogAxis, "g": .toggleGuides, "p": .pinBaseline, "Enter": .selectRow, "n": .nextRow,
    "N": .previousRow, "D": .placeMean, ":": .showPalette, "Ctrl-P": .showPalette, "?": .showHelp,
    "F1": .showHelp, "F2": .openSettings, "o": .openData, "s": .saveRun, "Y": .copyFrame, "x": .export,
    "T": .nextTheme,
    "G": .nextGlyphs, "M": .toggleMouse, "Ctrl-L": .redraw, "Ctrl-Z": .suspend, "Esc": .back, "q": .quit,
    "Ctrl-C": .quitNow, "v": .nextPlane, "V": .previousPlane, "f": .nextLaw, "w": .nextAside,
    "W": .previousAside,
    "a": .nextUpdate, "A": .refineLaw, "t": .showThetaPlane, "1": .showEM, "2": .showVI,
    "3": .showVAE, "B": .nextBeta, "I": .interpolate, "d": .drawSamples, "L": .toggleLinear,
    "O": .turnLatents,
    "S": .beginStudy, "c": .cancelStudy, "i": .nextCriterion, "E": .nextErrors, "F": .showField,
    "C": .showDensity, "K": .fixColumn, "4": .showDiffusion, "5": .showLadder, "F3": .toggleTour,
    "PageDown": .nextPage, "PageUp": .previousPage, "u": .undo, "Ctrl-R": .redo,
  ]

  @Test("Every key means what it means in every other lab")
  func agreement() throws {
    for (name, action) in Self.agreed {
      let key = try #require(Key(named: name))
      #expect(KeyTable.standard.action(for: key) == action, "\(name)")
    }
    #expect(KeyTable.standard.bindings.flatMap(\.keys).count == Self.agreed.count)
  }

  @Test("No key is one that terminals keep for themselves")
  func forbidden() throws {
    for name in ["Ctrl-A", "Ctrl-B", "Ctrl-H", "Ctrl-J", "Ctrl-K", "Ctrl-S", "Ctrl-Q", "F11"] {
      let key = try #require(Key(named: name))
      #expect(KeyTable.standard.action(for: key) == nil, "\(name)")
    }
  }
}
