package io.catena.server.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Records as JSON objects with a field for each component. Components are whole numbers, booleans, strings, records, lists
 * and sorted sets of these, and maps from strings to these. A field that a record does not have is ignored; one that it
 * has and does not find is an error, and so is a null for a number or a boolean.
 */
public final class Records {
    private Records() {}

    /** The fields of a record, in its order. */
    public static Map<String, Object> fields(Record from) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            fields.put(component.getName(), tree(valueOf(component, from)));
        }
        return fields;
    }

    private static Object valueOf(RecordComponent component, Record from) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(from);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + from, e);
        }
    }

    private static Object tree(Object value) {
        if (value instanceof Record nested) {
            return fields(nested);
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream().map(Records::tree).toList();
        }
        return value;
    }

    /** A record from its fields. */
    public static <T extends Record> T read(Map<?, ?> fields, Class<T> type) throws JsonFormatException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            if (!fields.containsKey(name)) {
                throw new JsonFormatException("field '" + name + "' is missing", null);
            }
            values[i] = value(name, fields.get(name), components[i].getGenericType());
        }
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new JsonFormatException(String.valueOf(e.getCause().getMessage()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot be read from JSON: " + type, e);
        }
    }

    private static Object value(String name, Object node, Type type) throws JsonFormatException {
        if (node == null && !isPrimitive(type)) {
            return null;
        }
        if (type instanceof ParameterizedType parameterized) {
            return container(name, node, parameterized);
        }
        if (type == long.class || type == Long.class) {
            return number(name, node);
        }
        if (type == int.class && node instanceof Integer || type == boolean.class && node instanceof Boolean) {
            return node;
        }
        if (type == String.class && node instanceof String) {
            return node;
        }
        if (type instanceof Class<?> nested && nested.isRecord() && node instanceof Map<?, ?> map) {
            return read(map, nested.asSubclass(Record.class));
        }
        throw new JsonFormatException("field '" + name + "' is no " + type.getTypeName(), null);
    }

    private static Object container(String name, Object node, ParameterizedType type) throws JsonFormatException {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Map.class && node instanceof Map<?, ?> map) {
            return map(name, map, arguments[1]);
        }
        if (type.getRawType() == List.class && node instanceof List<?> elements) {
            return list(name, elements, arguments[0]);
        }
        if (type.getRawType() == SortedSet.class && node instanceof List<?> elements) {
            return new TreeSet<>(list(name, elements, arguments[0]));
        }
        throw new JsonFormatException("field '" + name + "' is no " + type.getTypeName(), null);
    }

    private static boolean isPrimitive(Type type) {
        return type instanceof Class<?> plain && plain.isPrimitive();
    }

    private static long number(String name, Object node) throws JsonFormatException {
        if (node instanceof Integer || node instanceof Long) {
            return ((Number) node).longValue();
        }
        throw new JsonFormatException("field '" + name + "' is no whole number of 64 bits", null);
    }

    private static List<Object> list(String name, List<?> elements, Type type) throws JsonFormatException {
        List<Object> values = new ArrayList<>();
        for (Object element : elements) {
            if (element == null) {
                throw new JsonFormatException("field '" + name + "' has a null in it", null);
            }
            values.add(value(name, element, type));
        }
        return values;
    }

    private static Map<Object, Object> map(String name, Map<?, ?> from, Type type) throws JsonFormatException {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : from.entrySet()) {
            map.put(entry.getKey(), value(name, entry.getValue(), type));
        }
        return map;
    }
}
