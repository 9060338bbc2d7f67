package org.agentgovernance.audit;

import static org.agentgovernance.audit.FieldWriter.NAME;
import static org.agentgovernance.audit.FieldWriter.key;
import static org.agentgovernance.audit.FieldWriter.word;

import org.agentgovernance.call.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * How what a call has done can be undone: by which tool, with which arguments, until when. The
 * arguments are written as the tool that undoes has its own written.
 */
record UndoFields(String tool, @Nullable Arguments arguments, ArgumentsMode mode, long until) {
  void write(Timestamps timestamps, Vault vault, LineBuffer out) {
    key("undo", out);
    out.ascii("{\"tool\":");
    out.string(tool, NAME);
    word("until", timestamps.format(until), out);
    Arguments values = arguments;
    if (values == null) {
      key("missing", out);
      out.ascii("true");
    } else {
      ArgumentFields.write(values.asMap(), mode, vault, out);
    }
    out.ascii("}");
  }
}
