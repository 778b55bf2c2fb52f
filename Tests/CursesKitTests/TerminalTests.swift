import Testing

/// Everything that opens a screen: there is one terminal in a process, so these run one after the other.
@Suite("Terminal", .serialized)
struct TerminalTests {}
