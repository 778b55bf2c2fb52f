import CellGrid
import Explorer

extension Configuration {
  /// A file that says all of this, with what everything means: read back, it gives the same.
  public var text: String {
    var text = """
      # How elbow looks and answers; options of the command line come before what stands here.
      # It lies at $XDG_CONFIG_HOME/elbow/config.toml, or ~/.config/elbow/config.toml. What is left out is as it stands here.
      # Themes of your own lie beside it, in themes/NAME.toml.


      """
    for setting in Setting.allCases {
      text += "# \(setting.meaning)\n\(setting.rawValue) = \(setting.text(in: self))\n"
      // The two rates are one sentence.
      if setting != .framesPerSecond { text += "\n" }
    }
    text += """
      # The keys of every action: one, or several in a list, the one shown first; [] for none. In dialogs and lists, Esc, Enter,
      # the arrows and what is typed keep their meaning, and Ctrl-C always quits.
      [keys]

      """
    for topic in KeyBinding.Topic.allCases {
      text += "\n# \(topic.rawValue)\n"
      for binding in keys.bindings where binding.topic == topic {
        let names = binding.keys.compactMap(\.name).map { quoted($0) }
        let value = names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
        text += "\(binding.action.name) = \(value)  # \(binding.help)\n"
      }
    }
    return text
  }
}
