package org.agentgovernance.condition;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads containers that the host handed in; whatever they throw becomes an error with a reason. */
final class Host {
  private Host() {}

  static @Nullable Object variable(Variables variables, int index) {
    try {
      return variables.get(index);
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static @Nullable Object get(Map<?, ?> map, Object key) {
    try {
      return map.get(key);
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static boolean contains(Map<?, ?> map, Object key) {
    try {
      return map.containsKey(key);
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static @Nullable Object get(List<?> list, int index) {
    try {
      return list.get(index);
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static int size(List<?> list) {
    try {
      return list.size();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static int size(Map<?, ?> map) {
    try {
      return map.size();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static Iterator<?> iterator(Iterable<?> elements) {
    try {
      return elements.iterator();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static Iterator<?> keys(Map<?, ?> map) {
    try {
      return map.keySet().iterator();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static boolean hasNext(Iterator<?> iterator) {
    try {
      return iterator.hasNext();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  static @Nullable Object next(Iterator<?> iterator) {
    try {
      return iterator.next();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private static EvalError failed(RuntimeException e) {
    // The message of a foreign exception may hold data, so only its type is told.
    return EvalError.of(
        Codes.HOST_VALUE, "a value of the host could not be read: " + e.getClass().getName());
  }
}
