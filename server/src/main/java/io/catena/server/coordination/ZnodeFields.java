package io.catena.server.coordination;

import io.catena.server.chain.Escaped;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a JSON object in a znode. If a field is missing or has another type than requested, the znode is
 * malformed.
 */
final class ZnodeFields {
    private final String path;
    private final Map<?, ?> values;

    ZnodeFields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        values.keySet().forEach(name -> names.add((String) name));
        return names;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean hasValue(String name) {
        return values.get(name) != null;
    }

    boolean flag(String name) throws MalformedZnode {
        return is(Boolean.class, name, value(name));
    }

    int integer(String name) throws MalformedZnode {
        return is(Integer.class, name, value(name));
    }

    long number(String name) throws MalformedZnode {
        // JSON has one kind of number; a small one is parsed as an Integer.
        Object value = value(name);
        return value instanceof Integer ? (Integer) value : is(Long.class, name, value);
    }

    long numberOr0(String name) throws MalformedZnode {
        return has(name) ? number(name) : 0;
    }

    /** Null if the field is null. */
    String text(String name) throws MalformedZnode {
        Object value = value(name);
        return value == null ? null : is(String.class, name, value);
    }

    List<String> texts(String name) throws MalformedZnode {
        List<String> texts = new ArrayList<>();
        for (Object element : is(Collection.class, name, value(name))) {
            texts.add(is(String.class, name, element));
        }
        return texts;
    }

    ZnodeFields object(String name) throws MalformedZnode {
        return new ZnodeFields(path, is(Map.class, name, value(name)));
    }

    /** Null if the field is null. */
    ZnodeFields objectOrNull(String name) throws MalformedZnode {
        value(name);
        return hasValue(name) ? object(name) : null;
    }

    List<ZnodeFields> objects(String name) throws MalformedZnode {
        List<ZnodeFields> objects = new ArrayList<>();
        for (Object element : is(Collection.class, name, value(name))) {
            objects.add(new ZnodeFields(path, is(Map.class, name, element)));
        }
        return objects;
    }

    private Object value(String name) throws MalformedZnode {
        if (!has(name)) {
            throw malformed("it has no field '" + name + "'");
        }
        return values.get(name);
    }

    private <T> T is(Class<T> type, String name, Object value) throws MalformedZnode {
        if (!type.isInstance(value)) {
            throw malformed("'" + name + "' in it is no " + type.getSimpleName() + ": " + Escaped.of(value));
        }
        return type.cast(value);
    }

    private MalformedZnode malformed(String problem) {
        return new MalformedZnode(path + " cannot be understood: " + problem + "; restore or repair it", null);
    }
}
