//! One number per pair: a dense matrix, row by row.

/// A matrix of `f32`, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    columns: usize,
    cells: Vec<f32>,
    rows: usize,
}

impl Grid {
    /// All zero.
    pub fn new(rows: usize, columns: usize) -> Grid {
        Grid { columns, cells: vec![0.0; rows * columns], rows }
    }

    /// From its rows; each must have `columns` numbers.
    ///
    /// # Panics
    ///
    /// Where a row has another length.
    pub fn from_rows(columns: usize, rows: impl Iterator<Item = Vec<f32>>) -> Grid {
        let mut grid = Grid { columns, cells: Vec::new(), rows: 0 };
        for row in rows {
            assert_eq!(row.len(), columns, "a row of another length");
            grid.cells.extend(row);
            grid.rows += 1;
        }
        grid
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// One row, to be changed.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// Adds another grid of the same shape, each row times a factor of its own.
    pub fn add_scaled(&mut self, other: &Grid, factor: impl Fn(usize) -> f32) {
        for row in 0..self.rows {
            let factor = factor(row);
            for (cell, add) in self.row_mut(row).iter_mut().zip(other.row(row)) {
                *cell += factor * add;
            }
        }
    }

    /// Divides each row by its largest cell; rows without a positive cell stay.
    pub fn scale_rows_to_one(&mut self) {
        for row in 0..self.rows {
            let largest = self.row(row).iter().copied().fold(0.0, f32::max);
            if largest > 0.0 {
                for cell in self.row_mut(row) {
                    *cell /= largest;
                }
            }
        }
    }
}
