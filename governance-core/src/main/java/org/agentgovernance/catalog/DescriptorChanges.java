package org.agentgovernance.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Walks two values side by side. Values of the model compare by {@code equals}. */
final class DescriptorChanges {
  private final List<DescriptorChange> changes = new ArrayList<>();

  private DescriptorChanges() {}

  static List<DescriptorChange> between(@Nullable Object before, @Nullable Object after) {
    DescriptorChanges walk = new DescriptorChanges();
    walk.compare("", before, after);
    return List.copyOf(walk.changes);
  }

  private void compare(String pointer, @Nullable Object before, @Nullable Object after) {
    if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
      objects(pointer, old, now);
    } else if (before instanceof List<?> old && after instanceof List<?> now) {
      arrays(pointer, old, now);
    } else if (!Objects.equals(before, after)) {
      add(pointer, DescriptorChange.Kind.CHANGED, before, after);
    }
  }

  private void objects(String pointer, Map<?, ?> before, Map<?, ?> after) {
    TreeSet<String> keys = new TreeSet<>();
    before.keySet().forEach(key -> keys.add((String) key));
    after.keySet().forEach(key -> keys.add((String) key));
    for (String key : keys) {
      String at = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
      if (!after.containsKey(key)) {
        add(at, DescriptorChange.Kind.REMOVED, before.get(key), null);
      } else if (!before.containsKey(key)) {
        add(at, DescriptorChange.Kind.ADDED, null, after.get(key));
      } else {
        compare(at, before.get(key), after.get(key));
      }
    }
  }

  private void arrays(String pointer, List<?> before, List<?> after) {
    int both = Math.min(before.size(), after.size());
    for (int i = 0; i < both; i++) {
      compare(pointer + "/" + i, before.get(i), after.get(i));
    }
    for (int i = both; i < before.size(); i++) {
      add(pointer + "/" + i, DescriptorChange.Kind.REMOVED, before.get(i), null);
    }
    for (int i = both; i < after.size(); i++) {
      add(pointer + "/" + i, DescriptorChange.Kind.ADDED, null, after.get(i));
    }
  }

  private void add(
      String pointer, DescriptorChange.Kind kind, @Nullable Object before, @Nullable Object after) {
    changes.add(new DescriptorChange(pointer, kind, before, after));
  }
}
