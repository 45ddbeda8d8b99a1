package io.ixi.vm.repositorium.storage;

/**
 * A systematic Reed-Solomon code over GF(2^8) with polynomial 0x11d: the first shards are the data as it is, the others
 * rows of a Cauchy matrix times the data, so that any {@code data} of {@code total} shards give the rest. Immutable.
 */
public final class ReedSolomon {
    /** Most shards of a blob. */
    public static final int MAX_SHARDS = 32;

    private static final int FIELD = 256;
    private static final int POLYNOMIAL = 0x11d;
    private static final int[] EXP = new int[2 * FIELD];
    private static final int[] LOG = new int[FIELD];

    static {
        int x = 1;
        for (int i = 0; i < FIELD - 1; i++) {
            EXP[i] = x;
            EXP[i + FIELD - 1] = x;
            LOG[x] = i;
            x = x << 1 ^ (x >= FIELD / 2 ? POLYNOMIAL : 0);
        }
    }

    private final int data;
    private final int total;
    private final int[][] matrix;

    /** @throws IllegalArgumentException unless 1 <= data <= total <= 32 */
    public ReedSolomon(int data, int total) {
        if (data < 1 || total < data || total > MAX_SHARDS) {
            throw new IllegalArgumentException(data + " of " + total + " shards");
        }
        this.data = data;
        this.total = total;
        this.matrix = new int[total][data];
        for (int row = 0; row < total; row++) {
            for (int column = 0; column < data; column++) {
                // with one data shard all shards are copies
                int parity = data == 1 ? 1 : inverse(row ^ FIELD - 1 - column);
                matrix[row][column] = row < data ? (row == column ? 1 : 0) : parity;
            }
        }
    }

    public int data() {
        return data;
    }

    public int total() {
        return total;
    }

    static int times(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
    }

    private static int inverse(int a) {
        return EXP[FIELD - 1 - LOG[a]];
    }

    /**
     * Writes one shard's cell of a stripe.
     *
     * @param known cells of the data shards, all of one length
     */
    public void encode(byte[][] known, int shard, byte[] out) {
        combine(matrix[shard], known, out);
    }

    /**
     * The coefficients that give {@code wanted} from the shards {@code from}.
     *
     * @param from {@code data} different shards
     */
    public int[] coefficients(int[] from, int wanted) {
        int[][] inverted = inverted(from);
        int[] result = new int[data];
        for (int column = 0; column < data; column++) {
            for (int k = 0; k < data; k++) {
                result[column] ^= times(matrix[wanted][k], inverted[k][column]);
            }
        }
        return result;
    }

    /** {@code out = sum of coefficients[i] * cells[i]}. */
    public static void combine(int[] coefficients, byte[][] cells, byte[] out) {
        boolean first = true;
        for (int i = 0; i < coefficients.length; i++) {
            if (coefficients[i] != 0) {
                add(table(coefficients[i]), cells[i], out, first);
                first = false;
            }
        }
        if (first) {
            java.util.Arrays.fill(out, (byte) 0);
        }
    }

    private static byte[] table(int coefficient) {
        byte[] table = new byte[FIELD];
        for (int value = 0; value < FIELD; value++) {
            table[value] = (byte) times(coefficient, value);
        }
        return table;
    }

    private static void add(byte[] table, byte[] in, byte[] out, boolean first) {
        if (first) {
            for (int i = 0; i < out.length; i++) {
                out[i] = table[in[i] & 0xff];
            }
        } else {
            for (int i = 0; i < out.length; i++) {
                out[i] ^= table[in[i] & 0xff];
            }
        }
    }

    /** Gauss-Jordan on the rows of these shards; every such matrix can be inverted. */
    private int[][] inverted(int[] from) {
        int[][] left = new int[data][];
        int[][] right = new int[data][data];
        for (int row = 0; row < data; row++) {
            left[row] = matrix[from[row]].clone();
            right[row][row] = 1;
        }
        for (int pivot = 0; pivot < data; pivot++) {
            int row = pivot;
            while (row < data && left[row][pivot] == 0) {
                row++;
            }
            if (row == data) {
                throw new IllegalArgumentException("the same shard twice");
            }
            swap(left, pivot, row);
            swap(right, pivot, row);
            int scale = inverse(left[pivot][pivot]);
            for (int column = 0; column < data; column++) {
                left[pivot][column] = times(left[pivot][column], scale);
                right[pivot][column] = times(right[pivot][column], scale);
            }
            clear(left, right, pivot);
        }
        return right;
    }

    private void clear(int[][] left, int[][] right, int pivot) {
        for (int other = 0; other < data; other++) {
            int factor = other == pivot ? 0 : left[other][pivot];
            for (int column = 0; factor != 0 && column < data; column++) {
                left[other][column] ^= times(factor, left[pivot][column]);
                right[other][column] ^= times(factor, right[pivot][column]);
            }
        }
    }

    private static void swap(int[][] rows, int a, int b) {
        int[] row = rows[a];
        rows[a] = rows[b];
        rows[b] = row;
    }
}
