/// What lies over the lab and takes the keys while it is there.
enum Overlay: Sendable {
  /// The key table.
  case help(HelpPage)
  /// The settings of the lab.
  case settings(SettingsForm)
  /// The settings of the variational lab.
  case variationalSettings(VISettingsForm)
  /// The settings of the autoencoder lab.
  case autoencoderSettings(VAESettingsForm)
  /// The settings of the diffusion lab.
  case diffusionSettings(DiffusionSettingsForm)
  /// The settings of the ladder.
  case ladderSettings(LadderSettingsForm)
  /// Opening data.
  case open(OpenDialog)
  /// The commands by name.
  case palette(Palette)
  /// What goes on.
  case jobs(JobsPage)
  /// Which glyphs the font has.
  case glyphCard(GlyphCard)
  /// One line to type.
  case prompt(Prompt)
}

/// A question with a line to answer it.
struct Prompt: Sendable {
  /// What the answer is for.
  enum Purpose: Hashable, Sendable {
    /// The number of the component whose mean goes to the cursor.
    case placeMean
    /// The path to save the run under.
    case saveRun
    /// The same path again, to replace the file there.
    case replaceFile(path: String)
    /// The path to export to.
    case export
    /// The same export again, to replace the file there.
    case replaceExport(Export)
    /// Whether to quit with an unsaved run.
    case quit
  }

  let purpose: Purpose
  let question: String
  var field: TextField
  /// What was wrong with the last answer.
  var complaint: String?
}
