import CellGrid

extension KeyTable {
  /// The keys as they are where nobody chose others.
  public static let standard = KeyTable([
    KeyBinding(
      ["Space"], .togglePlay, "run", "Run or pause; diffusion lab: the film, where one is shown", .running),
    KeyBinding(
      ["."], .iterationForward, "step", "One iteration on; nets: one minibatch; film: one level", .running),
    KeyBinding(
      [","], .iterationBack, "back", "One iteration back; nets: one minibatch; film: one level", .running),
    KeyBinding(["e"], .expectationStep, "E-step", "Take the E half-step, where it is next", .running),
    KeyBinding(["m"], .maximizationStep, "M-step", "Take the M half-step, where it is next", .running),
    KeyBinding(["]"], .scrubForward, "scrub", "Scrub one half-step or minibatch on in the history", .running),
    KeyBinding(["["], .scrubBack, "scrub", "Scrub one half-step back", .running),
    KeyBinding(["}"], .scrubFarForward, "", "Scrub ten half-steps on", .running),
    KeyBinding(["{"], .scrubFarBack, "", "Scrub ten half-steps back", .running),
    KeyBinding(["Home"], .toStart, "start", "To the start of the history", .running),
    KeyBinding(["End"], .toEnd, "end", "To the end of the history", .running),
    KeyBinding(["<"], .slower, "slower", "Run slower", .running),
    KeyBinding([">"], .faster, "faster", "Run faster, up to flat out", .running),
    KeyBinding(["r"], .restart, "restart", "Start again with the same seed", .running),
    KeyBinding(["R"], .restartWithNewSeed, "new seed", "Start again with a new seed", .running),
    KeyBinding(
      ["b"], .branch, "branch", "Fork a second run here and show both; again: close the other", .running),
    KeyBinding(
      ["p"], .pinBaseline, "pin", "Pin this run as the baseline of the trace; again: unpin", .running),

    KeyBinding(
      ["S"], .beginStudy, "select", "Compute what is shown: K, starts, gaps; diffusion: sampler",
      .running),
    KeyBinding(["c"], .cancelStudy, "cancel", "Cancel what is computed in the background", .running),
    KeyBinding(
      ["E"], .nextErrors, "errors", "Next kind of standard error, or none; VI lab: then coverage", .running),
    KeyBinding(
      ["i"], .nextCriterion, "criterion", "Next criterion BIC, ICL, AIC; VI lab: lost nats by unit", .running),

    KeyBinding(
      ["f"], .nextLaw, "q", "Next family of q; diffusion lab: next denoiser", .running),
    KeyBinding(
      ["a"], .nextUpdate, "update", "VI lab: next way to find q; diffusion lab: next class", .running),
    KeyBinding(
      ["A"], .refineLaw, "refine",
      "Bring q to its best, under an encoder all; diffusion: guidance", .running),
    KeyBinding(
      ["t"], .showThetaPlane, "plane",
      "VI lab: theta-plane; VAE: traverse a latent; diffusion: noise", .running),

    KeyBinding(
      ["B"], .nextBeta, "beta", "VAE lab: beta to the next of 0.25, 0.5, 1, 2, 4", .running),
    KeyBinding(
      ["I"], .interpolate, "interpolate", "VAE lab: from a marked row to another; diffusion: invert", .running
    ),
    KeyBinding(
      ["d"], .drawSamples, "samples", "Draw rows, again others; diffusion lab: your own data", .running),
    KeyBinding(
      ["L"], .toggleLinear, "linear", "VAE lab: linear nets, or others again; starts anew", .running),
    KeyBinding(
      ["O"], .turnLatents, "turn", "VAE lab, linear nets: turn two latents by 15 degrees", .running),

    KeyBinding(
      ["F"], .showField, "field", "Diffusion lab: score field: learned, exact, their difference", .running),
    KeyBinding(
      ["K"], .fixColumn, "fix", "Diffusion lab: fix a column or half a picture, draw the rest", .running),
    KeyBinding(
      ["C"], .showDensity, "density", "Diffusion lab: density of the EM mixture, of the rows, or both",
      .running),

    KeyBinding(["Tab"], .nextPanel, "panel", "Next panel", .looking),
    KeyBinding(["Shift-Tab"], .previousPanel, "", "Previous panel", .looking),
    KeyBinding(["Left", "h"], .moveLeft, "", "Move the cursor left", .looking),
    KeyBinding(["Right", "l"], .moveRight, "", "Move the cursor right", .looking),
    KeyBinding(["Up", "k"], .moveUp, "", "Move the cursor up, or scroll", .looking),
    KeyBinding(["Down", "j"], .moveDown, "", "Move the cursor down, or scroll", .looking),
    KeyBinding(
      ["Enter"], .selectRow, "row", "Select the row nearest to the cursor, or open the chosen fit", .looking),
    KeyBinding(["n"], .nextRow, "", "Select the next row", .looking),
    KeyBinding(["N"], .previousRow, "", "Select the previous row", .looking),
    KeyBinding(["D"], .placeMean, "drop mean", "Drop the mean of a component at the cursor", .looking),
    KeyBinding(["w"], .nextAside, "view", "Next view beside the plot", .looking),
    KeyBinding(["W"], .previousAside, "", "Previous view beside the plot", .looking),
    KeyBinding(
      ["v"], .nextPlane, "axes", "Next axes; VAE lab: decode grid; diffusion lab: preview of x0", .looking),
    KeyBinding(
      ["V"], .previousPlane, "", "Previous axes; VAE lab: principal axes, next latents or label", .looking),
    KeyBinding(["+"], .zoomIn, "zoom", "Zoom into the plot, about the cursor", .looking),
    KeyBinding(["-"], .zoomOut, "", "Zoom out", .looking),
    KeyBinding(["="], .zoomReset, "", "Show all of the data again", .looking),
    KeyBinding(["z"], .maximize, "max", "Maximise the focused panel, or return", .looking),
    KeyBinding(["y"], .toggleLogAxis, "log", "Trace: distance from the best value on a log axis", .looking),
    KeyBinding(["g"], .toggleGuides, "guides", "Guides: ellipses and means on or off", .looking),

    KeyBinding(["1"], .showEM, "EM", "The EM lab, as it was left", .program),
    KeyBinding(["2"], .showVI, "VI", "The VI lab, as it was left", .program),
    KeyBinding(["3"], .showVAE, "VAE", "The VAE lab, as it was left", .program),
    KeyBinding(["4"], .showDiffusion, "Diff", "The diffusion lab, as it was left", .program),
    KeyBinding(["5"], .showLadder, "Ladder", "The ladder: every rung on one axis", .program),
    KeyBinding(["F3"], .toggleTour, "tour", "Begin the tour, or leave it", .program),
    KeyBinding(["PageDown"], .nextPage, "", "Tour: the next page", .program),
    KeyBinding(["PageUp"], .previousPage, "", "Tour: the page before", .program),
    KeyBinding(
      ["F2"], .openSettings, "settings", "Settings: model, family, start, ridge, tolerance, speed", .program),
    KeyBinding(
      ["u"], .undo, "undo", "Undo the newest setting or hand-placed mean, and what followed",
      .program),
    KeyBinding(["Ctrl-R"], .redo, "redo", "Redo what was undone, where the fit stands", .program),
    KeyBinding(["o"], .openData, "open", "Open data: a file, a built-in set or a generator", .program),
    KeyBinding(["s"], .saveRun, "save", "Save the run, with its history", .program),
    KeyBinding(
      ["x"], .export, "export", "Export the screen, the table of the panel, or the film", .program),
    KeyBinding(["Y"], .copyFrame, "copy", "Copy the screen as text (OSC 52)", .program),
    KeyBinding(["?", "F1"], .showHelp, "help", "This help", .program),
    KeyBinding([":", "Ctrl-P"], .showPalette, "cmd", "Find a command by name", .program),
    KeyBinding(["F4"], .showGlyphCard, "", "Which glyphs does the font have? A card to choose by", .program),
    KeyBinding(
      ["J"], .showJobs, "jobs", "What runs or is computed, how far it is; go there, end it", .program),
    KeyBinding(
      ["T"], .nextTheme, "theme", "Next theme: for dark, light, any background, and your own", .program),
    KeyBinding(["G"], .nextGlyphs, "glyphs", "Next glyph set: octant, braille, block, ASCII", .program),
    KeyBinding(["M"], .toggleMouse, "mouse", "Mouse on or off", .program),
    KeyBinding(["Ctrl-L"], .redraw, "", "Draw the screen again", .program),
    KeyBinding(["Ctrl-Z"], .suspend, "", "Suspend, giving the terminal back", .program),
    KeyBinding(["Esc"], .back, "", "Back: leave a maximised panel, deselect the row", .program),
    KeyBinding(["q"], .quit, "quit", "Quit, after a question if the run is not saved", .program),
    KeyBinding(["Ctrl-C"], .quitNow, "", "Quit at once", .program),
  ])
}

extension Key: ExpressibleByStringLiteral {
  /// The key of that name; a name that no key has is a programming error, which a test of the table finds.
  public init(stringLiteral name: String) {
    guard let key = Key(named: name) else { preconditionFailure("no key is called \(name)") }
    self = key
  }
}
