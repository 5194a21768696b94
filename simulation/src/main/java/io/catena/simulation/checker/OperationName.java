package io.catena.simulation.checker;

/** The names of operations, in texts for people and in Catena's own history format. */
public enum OperationName {
    GET("get", Call.Kind.GET, Condition.Type.NONE),
    PUT("put", Call.Kind.PUT, Condition.Type.NONE),
    PUT_IF_ABSENT("putIfAbsent", Call.Kind.PUT, Condition.Type.ABSENT),
    PUT_IF_VERSION("putIfVersion", Call.Kind.PUT, Condition.Type.VERSION),
    PUT_IF_VALUE("putIfValue", Call.Kind.PUT, Condition.Type.VALUE),
    DELETE("delete", Call.Kind.DELETE, Condition.Type.NONE),
    DELETE_IF_ABSENT("deleteIfAbsent", Call.Kind.DELETE, Condition.Type.ABSENT),
    DELETE_IF_VERSION("deleteIfVersion", Call.Kind.DELETE, Condition.Type.VERSION),
    DELETE_IF_VALUE("deleteIfValue", Call.Kind.DELETE, Condition.Type.VALUE),
    APPEND("append", Call.Kind.APPEND, Condition.Type.NONE);

    private final String id;
    private final Call.Kind kind;
    private final Condition.Type condition;

    OperationName(String id, Call.Kind kind, Condition.Type condition) {
        this.id = id;
        this.kind = kind;
        this.condition = condition;
    }

    public static OperationName named(String id) {
        for (OperationName operation : values()) {
            if (operation.id.equals(id)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("unknown op '" + id + "'");
    }

    public static OperationName of(Call call) {
        for (OperationName operation : values()) {
            if (operation.kind == call.kind()
                    && operation.condition == call.condition().type()) {
                return operation;
            }
        }
        throw new IllegalArgumentException("no name for " + call);
    }

    public String id() {
        return id;
    }

    public Call.Kind kind() {
        return kind;
    }

    public Condition.Type condition() {
        return condition;
    }
}
