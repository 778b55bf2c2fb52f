import CellGrid
import DataFiles
import Explorer

/// The man page elbow(1), made from what the program itself goes by: the commands, the key table, the catalogue of data, the exit
/// codes, and the environment variables that are read.
struct ManualPage {
  let program: CommandDescription
  let commands: [CommandDescription]
  let shared: [CommandDescription.Argument]

  /// The page of this program.
  init() throws {
    program = try CommandDescription.program()
    commands = program.descendants
    shared = Self.shared(by: commands)
  }

  /// The page in roff.
  var text: String {
    var page = RoffPage(
      name: program.commandName.uppercased(), section: 1, source: "elbow \(ElbowVersion.text)",
      manual: "User Commands")
    addOpening(to: &page)
    addCommands(to: &page)
    addOptions(to: &page)
    addKeys(to: &page)
    addScripts(to: &page)
    addData(to: &page)
    addSurroundings(to: &page)
    addExamples(to: &page)
    page.section("SEE ALSO")
    page.paragraph(
      .typed("elbow tour"), .plain(", nine lessons from EM to diffusion; "), .typed("elbow help"),
      .plain(" "), .variable("command"), .plain("; "), .typed("man"), .plain("(1)"))
    page.paragraph(
      .plain(
        "Yen-Chi Chen, A Frequentist Statistical Introduction to Variational Inference, Autoencoders, and Diffusion Models, "
          + "arXiv:2510.18777, whose ladder this is."
      ))
    return page.text
  }

  /// The arguments that at least three commands have word for word: they are listed once. Of two that are named alike and mean
  /// different things, the one that more commands have.
  private static func shared(by commands: [CommandDescription]) -> [CommandDescription.Argument] {
    var counts: [CommandDescription.Argument: Int] = [:]
    for argument in commands.flatMap(\.ownArguments) where argument.kind != .positional {
      counts[argument, default: 0] += 1
    }
    var best: [[String]: (argument: CommandDescription.Argument, count: Int)] = [:]
    for (argument, count) in counts where count >= 3 {
      let rival = best[argument.typedNames]
      if count > rival?.count ?? 0
        || (count == rival?.count && argument.abstract ?? "" < rival?.argument.abstract ?? "")
      {
        best[argument.typedNames] = (argument, count)
      }
    }
    return best.values.map(\.argument).sorted { $0.typedNames[0] < $1.typedNames[0] }
  }

  private func addOpening(to page: inout RoffPage) {
    page.section("NAME")
    page.paragraph(.plain("elbow - an explorer of latent-variable models for the terminal"))
    page.section("SYNOPSIS")
    page.lines(commands.filter { !$0.isGroup }.map { form(of: $0) })
    page.section("DESCRIPTION")
    page.paragraph(
      .typed("elbow"),
      .plain(
        " shows how latent-variable models are fitted: every half-step of expectation-maximisation and of variational inference, "
          + "every minibatch of an autoencoder or of a denoising net, forwards and back, on data of your own. All of them approximate "
          + "the maximum-likelihood estimator, and all they do reads off one identity: log-likelihood = ELBO + KL(q, p(z|x))."
      ))
    page.paragraph(
      .plain(
        "Every number says what it is: = exact, \u{2265} a lower bound, ~ an estimate. Log-likelihoods are in nats, "
      ),
      .plain("in the data's own units."))
    page.paragraph(
      .plain(
        "Without a command the explorer opens. What it does can also be done without a terminal, by the commands below."
      ))
  }

  private func addExamples(to page: inout RoffPage) {
    page.section("EXAMPLES")
    let lines = (program.discussion ?? "").split(separator: "\n").filter { $0.hasPrefix("  ") }
    page.indented(lines.map { String($0.dropFirst(2)) })
  }

  private func addKeys(to page: inout RoffPage) {
    page.section("KEYS")
    page.paragraph(
      .plain("In the explorer; every key means the same in every lab that has it. "), .typed("?"),
      .plain(" shows them there."))
    for topic in KeyBinding.Topic.allCases {
      page.subsection(topic.rawValue)
      for binding in KeyTable.standard.bindings where binding.topic == topic {
        let names = binding.keys.compactMap(\.name).map(RoffPage.Span.typed)
        page.definition(Array(names.map { [$0] }.joined(separator: [.plain(", ")])), [.plain(binding.help)])
      }
    }
  }

  private func addData(to page: inout RoffPage) {
    page.section("DATA")
    page.paragraph(
      .plain("Data that are named, and not files. How many rows a generator makes is up to "),
      .typed("--count"),
      .plain("."))
    for entry in DataCatalog.list {
      page.definition([.typed(entry.name)], [.plain("\(entry.summary); \(entry.source)")])
    }
  }
}
