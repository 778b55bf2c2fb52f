/// Everything that a key can mean; one table gives the keys, the hint, the help and the palette.
public enum Action: String, Hashable, Sendable, CaseIterable {
  // Running.
  case togglePlay, iterationForward, iterationBack, expectationStep, maximizationStep
  case scrubBack, scrubForward, scrubFarBack, scrubFarForward, toStart, toEnd
  case slower, faster, restart, restartWithNewSeed, branch, pinBaseline
  case beginStudy, cancelStudy, nextCriterion, nextErrors, nextLaw
  case nextUpdate, refineLaw, showThetaPlane
  case nextBeta, interpolate, drawSamples, toggleLinear, turnLatents
  case showField, showDensity, fixColumn
  // Looking.
  case nextPanel, previousPanel, maximize, zoomIn, zoomOut, zoomReset, moveLeft, moveRight, moveUp, moveDown
  case selectRow, nextRow, previousRow, nextPlane, previousPlane, nextAside, previousAside, placeMean,
    toggleLogAxis, toggleGuides
  // Application.
  case showEM, showVI, showVAE, showDiffusion, showLadder
  case toggleTour, nextPage, previousPage
  case openSettings, undo, redo, openData, saveRun, export, copyFrame, showHelp, showPalette, showJobs,
    showGlyphCard
  case nextTheme, nextGlyphs, toggleMouse, redraw, suspend, back, quit, quitNow
}

extension Action {
  /// The name that a configuration calls it: that of the case in lower case, with dashes between its words, as `scrub-far-back`.
  public var name: String {
    var name = ""
    var previous: Character = "A"
    for letter in rawValue {
      if letter.isUppercase, !previous.isUppercase { name += "-" }
      name += letter.lowercased()
      previous = letter
    }
    return name
  }

  /// The action of that name; nil if there is none.
  public init?(named name: String) {
    guard let action = Action.allCases.first(where: { $0.name == name }) else { return nil }
    self = action
  }
}
