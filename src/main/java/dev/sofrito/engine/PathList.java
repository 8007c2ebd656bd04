package dev.sofrito.engine;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The path of a failure as a list, made when first looked at. */
final class PathList extends AbstractList<String> {

    final Failure failure;

    /** Made by any reader; making it twice does no harm, since it is immutable once published. */
    private volatile @Nullable List<String> list;

    PathList(Failure failure) {
        this.failure = failure;
    }

    private List<String> list() {
        List<String> made = list;
        if (made == null) {
            made = List.copyOf(failure.path());
            list = made;
        }
        return made;
    }

    @Override
    public String get(int index) {
        return list().get(index);
    }

    @Override
    public int size() {
        return list().size();
    }
}
