extension ManualPage {
  func addCommands(to page: inout RoffPage) {
    page.section("COMMANDS")
    for command in commands {
      page.subsection(command.path)
      page.paragraph(.plain(command.abstract ?? ""))
      let isScripted = command.path == Self.scripted
      let parts = Self.parts(of: command.discussion ?? "")
      if isScripted {
        page.paragraph(.plain("What a script may say stands under SCRIPTS."))
        page.discussion(parts.examples)
      } else {
        page.discussion(command.discussion ?? "")
      }
      for argument in command.ownArguments where !shared.contains(argument) { add(argument, to: &page) }
      addShared(of: command, to: &page)
    }
  }

  /// Names those options of a command that stand elsewhere.
  private func addShared(of command: CommandDescription, to page: inout RoffPage) {
    let names = command.ownArguments.filter { shared.contains($0) }.map { $0.typedNames[0] }.sorted()
    guard !names.isEmpty else { return }
    let list = names.map { [RoffPage.Span.typed($0)] }.joined(separator: [.plain(", ")])
    page.paragraph([.plain("See OPTIONS for ")] + list + [.plain(".")])
  }

  func addOptions(to page: inout RoffPage) {
    page.section("OPTIONS")
    page.paragraph(
      .plain(
        "Every command has --help and --version. The others below belong to those commands that name them."))
    page.definition(
      [.typed("--help"), .plain(", "), .typed("-h")], [.plain("Show what the command does, with examples.")])
    page.definition([.typed("--version")], [.plain("Show the version.")])
    for argument in shared { add(argument, to: &page) }
    page.paragraph(
      .typed("elbow --generate-completion-script"), .plain(" "), .variable("shell"),
      .plain(" writes what bash, zsh or fish needs to complete commands, options, data and files."))
  }

  private func add(_ argument: CommandDescription.Argument, to page: inout RoffPage) {
    let names = argument.typedNames.map { [RoffPage.Span.typed($0)] }.joined(separator: [.plain(", ")])
    let value = argument.valueName ?? "value"
    let term: [RoffPage.Span] =
      switch argument.kind {
      case .positional: [.variable(value)]
      case .flag: Array(names)
      case .option: names + [.plain(" "), .variable(value)]
      }
    var meaning = argument.abstract ?? ""
    if let values = argument.allValues, !values.allSatisfy({ meaning.contains($0) }) {
      meaning += " One of \(values.joined(separator: ", "))."
    }
    if let standard = argument.defaultValue { meaning += " (default: \(standard))" }
    page.definition(term, [.plain(meaning)])
  }

  /// A command as it is called: its name, what it must have, and that it may have more.
  func form(of command: CommandDescription) -> [RoffPage.Span] {
    let isDefault = command.commandName == program.defaultSubcommand
    var spans: [RoffPage.Span] = [.typed(isDefault ? program.commandName : command.path)]
    for argument in command.ownArguments where argument.kind == .positional {
      let name = RoffPage.Span.variable(argument.valueName ?? "value")
      spans += argument.isOptional ? [.plain(" ["), name, .plain("]")] : [.plain(" "), name]
    }
    for argument in command.ownArguments where argument.kind == .option && !argument.isOptional {
      spans += [
        .plain(" "), .typed(argument.typedNames[0]), .plain(" "), .variable(argument.valueName ?? "value"),
      ]
    }
    if command.ownArguments.contains(where: { $0.kind != .positional && $0.isOptional }) {
      spans += [.plain(" ["), .variable("options"), .plain("]")]
    }
    return spans
  }
}
