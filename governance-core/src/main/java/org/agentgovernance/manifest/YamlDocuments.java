package org.agentgovernance.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.yaml.snakeyaml.LoaderOptions;

/** The only class that touches the optional YAML module, so that core loads without it. */
final class YamlDocuments {
  private YamlDocuments() {}

  static JsonFactory factory(StreamReadConstraints limits) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(NodeReader.MAX_CHARS);
    options.setNestingDepthLimit(limits.getMaxNestingDepth());
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    return YAMLFactory.builder().streamReadConstraints(limits).loaderOptions(options).build();
  }
}
