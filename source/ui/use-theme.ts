import {createContext, useContext} from 'react';
import {type Theme, themeFor} from './theme.ts';

/** The look of all screens; without a provider, plain ASCII. */
export const ThemeContext = createContext<Theme>(themeFor({}));

export const useTheme = (): Theme => useContext(ThemeContext);
