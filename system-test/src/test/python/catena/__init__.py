__all__ = ['ttypes', 'constants', 'Catena', 'CatenaAdmin', 'CatenaNode']
